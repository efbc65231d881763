import { Type } from 'typebox';
import { NullableText } from './schemas.ts';

export const SettingList = Type.Object({
  settings: Type.Array(
    Type.Object({
      name: Type.String({ description: 'Of the environment variable' }),
      value: Type.String({ description: 'Of a secret: "set, not shown"' }),
      origin: Type.String(),
      about: Type.String(),
    }),
    {
      description: 'As `zoom-monitor doctor` prints them; empty where the service was not started by `serve`',
    },
  ),
  slack: Type.Boolean({ description: 'Whether alerts go to Slack' }),
  alert_budget: Type.String(),
});
export type SettingList = Type.Static<typeof SettingList>;

export const SlackTest = Type.Object({
  delivered: Type.Boolean(),
  error: NullableText,
  advice: NullableText,
});
export type SlackTest = Type.Static<typeof SlackTest>;
