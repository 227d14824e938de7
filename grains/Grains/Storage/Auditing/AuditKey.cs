using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage.Auditing;

/// <summary>The Ed25519 key that signs checkpoints of the audit trail. It lives outside the database and is not the master key: who can read need not be able to attest.</summary>
public sealed class AuditKey
{
    private readonly Ed25519PrivateKeyParameters _key;

    private AuditKey(byte[] seed)
    {
        if (seed.Length != Ed25519PrivateKeyParameters.KeySize)
            throw new ArgumentException($"An audit key has {Ed25519PrivateKeyParameters.KeySize} bytes.", nameof(seed));
        _key = new Ed25519PrivateKeyParameters(seed);
        Public = new AuditPublicKey(_key.GeneratePublicKey().GetEncoded());
    }

    public AuditPublicKey Public { get; }

    public static AuditKey FromText(string base64) => new(Convert.FromBase64String(base64.Trim()));

    public static AuditKey FromFile(string path) => FromText(File.ReadAllText(path));

    /// <summary>Reads the key file, or makes one that only its owner can read. For the embedded mode; a cluster is given its key.</summary>
    public static AuditKey FromFileOrNew(string path)
    {
        SecretFile.MakeIfMissing(path, RandomNumberGenerator.GetBytes(Ed25519PrivateKeyParameters.KeySize));
        return FromFile(path);
    }

    internal byte[] Sign(string text)
    {
        var message = Encoding.UTF8.GetBytes(text);
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, _key);
        signer.BlockUpdate(message, 0, message.Length);
        return signer.GenerateSignature();
    }
}

/// <summary>What is needed to check a signature, and may be given to anybody.</summary>
public sealed class AuditPublicKey
{
    private readonly Ed25519PublicKeyParameters _key;

    /// <exception cref="ArgumentException">These are not the bytes of a public key.</exception>
    public AuditPublicKey(byte[] bytes)
    {
        (_key, Text) = (new Ed25519PublicKeyParameters(bytes), Convert.ToBase64String(bytes));
    }

    /// <summary>As base64.</summary>
    public string Text { get; }

    internal bool IsSigned(string text, byte[] signature)
    {
        var message = Encoding.UTF8.GetBytes(text);
        var signer = new Ed25519Signer();
        signer.Init(forSigning: false, _key);
        signer.BlockUpdate(message, 0, message.Length);
        return signature.Length == Ed25519PrivateKeyParameters.SignatureSize && signer.VerifySignature(signature);
    }
}
