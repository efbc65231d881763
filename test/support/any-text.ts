import fc from 'fast-check';

const unit = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }),
  fc.integer({ min: 0, max: 0xffff }),
  fc.constantFrom(0, 0x0a, 0x0d, 0x1b, 0x202e, 0xd800, 0xdc00, 0xfeff),
);

/** Any UTF-16 text at all: controls, halves of surrogate pairs and reversing marks among plain letters. */
export const anyText = (maxLength = 100, minLength = 0): fc.Arbitrary<string> =>
  fc.array(unit, { minLength, maxLength }).map((units) => String.fromCharCode(...units));
