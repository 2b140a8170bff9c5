//! The few forms of DER that a private RSA key in PKCS#8 is made of. It reads keys that this program made, nothing else.

/// The parts of a private RSA key as unsigned big-endian numbers without leading zeros.
#[derive(Debug)]
pub(crate) struct RsaParts<'a> {
    pub modulus: &'a [u8],
    pub public_exponent: &'a [u8],
    pub private_exponent: &'a [u8],
    pub prime1: &'a [u8],
    pub prime2: &'a [u8],
    pub exponent1: &'a [u8],
    pub exponent2: &'a [u8],
    pub coefficient: &'a [u8],
}

/// Reads `PrivateKeyInfo` (RFC 5208) holding an `RSAPrivateKey` (RFC 8017 A.1.2).
pub(crate) fn rsa_parts(pkcs8: &[u8]) -> Option<RsaParts<'_>> {
    let mut info = Reader(Reader(pkcs8).element(SEQUENCE)?);
    info.element(INTEGER)?;
    info.element(SEQUENCE)?;
    let mut key = Reader(Reader(info.element(OCTET_STRING)?).element(SEQUENCE)?);
    key.element(INTEGER)?;
    Some(RsaParts {
        modulus: key.unsigned()?,
        public_exponent: key.unsigned()?,
        private_exponent: key.unsigned()?,
        prime1: key.unsigned()?,
        prime2: key.unsigned()?,
        exponent1: key.unsigned()?,
        exponent2: key.unsigned()?,
        coefficient: key.unsigned()?,
    })
}

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// The content of the next element, which must have this tag.
    fn element(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&found, rest) = self.0.split_first()?;
        if found != tag {
            return None;
        }
        let (&first, mut rest) = rest.split_first()?;
        let length = if first < 0x80 {
            usize::from(first)
        } else {
            let (digits, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
            rest = after;
            digits.iter().fold(0usize, |length, &digit| (length << 8) | usize::from(digit))
        };
        let (content, after) = rest.split_at_checked(length)?;
        self.0 = after;
        Some(content)
    }

    fn unsigned(&mut self) -> Option<&'a [u8]> {
        let number = self.element(INTEGER)?;
        let zeros = number.iter().take_while(|&&b| b == 0).count();
        Some(&number[zeros..])
    }
}
