import { isObject } from './members.ts';
import type { JsonReader } from './reader.ts';
import { type Names, renamed } from './rename.ts';

const NAMES: Names = {
  time: ['eventTime'],
  id: ['eventID'],
  source_ip: ['sourceIPAddress'],
  host: ['tlsDetails.clientProvidedHostHeader'],
  user_agent: ['userAgent'],
  account_id: ['recipientAccountId'],
  credential: [
    'userIdentity.sessionContext.sessionIssuer.arn',
    'userIdentity.arn',
    'userIdentity.principalId',
    'userIdentity.userName',
    'userIdentity.invokedBy',
    'userIdentity.type',
  ],
};
const REFUSED = /AccessDenied|Unauthorized|Forbidden|AuthFailure|SignatureDoesNotMatch|InvalidClientTokenId/;
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded/;
const SERVICE = /^([a-z0-9-]{1,40})\.amazonaws\.com$/;

/**
 * Records of AWS CloudTrail (docs.aws.amazon.com/awscloudtrail, "CloudTrail record contents"), a file of which is
 * `{"Records":[…]}`. The caller is the role or user, not its session or access key, which change by the hour; what
 * was called is an operation of AWS. CloudTrail gives an error's name, of which the status is made: 403 where access was
 * refused, 429 where calls were too many, 400 for any other; and none where there was no error.
 */
export const cloudtrailReader: JsonReader = {
  kind: 'json',
  name: 'cloudtrail',
  telling: ['eventVersion', 'eventSource'],
  recognises: (object) => Object.hasOwn(object, 'eventTime') && Object.hasOwn(object, 'eventSource'),
  read: (object) => {
    const { fields, members, finish } = renamed(object, 'cloudtrail', NAMES);
    const error = members.text('errorCode');
    if (error !== undefined) {
      fields['errorCode'] = error;
      fields['status'] ??= REFUSED.test(error) ? 403 : THROTTLED.test(error) ? 429 : 400;
    }
    const [source, name] = [members.text('eventSource'), members.text('eventName')];
    if (source !== undefined) fields['eventSource'] = source;
    if (name !== undefined) fields['eventName'] = name;
    const service = SERVICE.exec(source ?? '')?.[1] ?? 'other';
    const call = /^\w{1,80}$/.test(name ?? '') ? name : 'other';
    if (!isObject(object['requestParameters'])) members.drop('requestParameters');
    members.drop('responseElements', 'userIdentity.accessKeyId');
    return {
      fields: finish(),
      isLog: false,
      deed: { record: 'cloudtrail', operation: `aws ${service}.${call}` },
    };
  },
};
