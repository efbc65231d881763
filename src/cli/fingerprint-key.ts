import { fingerprintCheckValue, keyFilePath, readKeyFile, readOrMakeKeyFile } from '../config/key-files.ts';
import type { Settings } from '../config/settings.ts';
import {
  installationValue,
  replaceInstallationValue,
  settleInstallationValue,
} from '../store/queries/installation.ts';
import type { Store } from '../store/store.ts';
import { CliError } from './failure.ts';

const CHECK = 'fingerprint_key_check';

type Place = Pick<Settings, 'fingerprintKey' | 'dataDir'>;

/**
 * The key of token fingerprints: FINGERPRINT_KEY, else the one in DATA_DIR, made the first time. All that write to
 * one database must use one key, or the same token would look like two: the database keeps a check value of the
 * first, and another key is refused.
 *
 * @throws {CliError} `fingerprint_key_missing`, `fingerprint_key_differs`
 */
export async function agreedFingerprintKey(store: Store, place: Place): Promise<string> {
  const known = await installationValue(store, CHECK);
  const given = place.fingerprintKey ?? readKeyFile(place.dataDir, 'fingerprint-key');
  if (given === null && known !== null) throw missing(place);
  const key = given ?? readOrMakeKeyFile(place.dataDir, 'fingerprint-key').key;
  const agreed = known ?? (await settleInstallationValue(store, CHECK, fingerprintCheckValue(key)));
  if (agreed !== fingerprintCheckValue(key)) throw differs(place);
  return key;
}

/** How the key of this process and the database stand to each other; changes nothing. */
export async function compareFingerprintKey(
  store: Store,
  place: Place,
): Promise<'same' | 'differs' | 'none yet'> {
  const known = await installationValue(store, CHECK);
  const key = place.fingerprintKey ?? readKeyFile(place.dataDir, 'fingerprint-key');
  if (known === null) return 'none yet';
  return key !== null && fingerprintCheckValue(key) === known ? 'same' : 'differs';
}

/** Takes the key of this process for the database from now on, when the old one is lost. */
export async function replaceFingerprintKey(store: Store, place: Place): Promise<void> {
  const key = place.fingerprintKey ?? readOrMakeKeyFile(place.dataDir, 'fingerprint-key').key;
  await replaceInstallationValue(store, CHECK, fingerprintCheckValue(key));
}

const WAY_OUT =
  'Nothing was changed. Set FINGERPRINT_KEY to that key: it is in FINGERPRINT_KEY or DATA_DIR/fingerprint-key where ' +
  'the service first ran. If it is lost, run "zoom-monitor keys replace-fingerprint-key": tokens seen before are ' +
  'then not recognised again.';

const missing = (place: Place): CliError =>
  new CliError(
    'fingerprint_key_missing',
    `The database was set up with a fingerprint key, and there is none here: FINGERPRINT_KEY is not set and ` +
      `${keyFilePath(place.dataDir, 'fingerprint-key')} is not there. ${WAY_OUT}`,
  );

const differs = (place: Place): CliError => {
  const from =
    place.fingerprintKey === null ? keyFilePath(place.dataDir, 'fingerprint-key') : 'FINGERPRINT_KEY';
  return new CliError(
    'fingerprint_key_differs',
    `The key in ${from} is not the fingerprint key that the database was set up with. ${WAY_OUT}`,
  );
};
