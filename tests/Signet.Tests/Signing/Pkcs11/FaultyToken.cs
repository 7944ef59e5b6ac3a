using System.Formats.Asn1;
using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Native;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>
/// A token with a P-256 key in memory, for faults that SoftHSM does not have: sessions that hang or fail with a chosen value, a PIN counter, a limit of
/// sessions. Everything else is tested with SoftHSM.
/// </summary>
internal sealed class FaultyToken : IPkcs11Module
{
    public const nuint KeyHandle = 7;
    private const nuint InitializedFlags = 0x404;
    private const nuint FinalTryFlag = 0x20000;
    private const nuint LockedFlag = 0x40000;

    private readonly Lock _lock = new();
    private readonly HashSet<FaultySession> _open = [];
    private ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int _pinsLeft = 3;

    /// <summary>The PIN that the token accepts.</summary>
    public string Pin { get; set; } = "1234";

    /// <summary>Whether the slot has the token.</summary>
    public bool IsPresent { get; set; } = true;

    /// <summary>Whether a token that has returned is seen without a restart of the module.</summary>
    public bool NeedsRestart { get; set; }

    /// <summary>Called instead of the next signatures; it may throw or block.</summary>
    public Action? OnSign { get; set; }

    /// <summary>Called at the begin of each attempt to open a session.</summary>
    public Action? OnOpen { get; set; }

    /// <summary>The mechanisms that sign.</summary>
    public HashSet<nuint> Mechanisms { get; } = [Cryptoki.Ecdsa];

    /// <summary>The number of sessions that the token has.</summary>
    public int SessionLimit { get; set; } = 16;

    public int Logins { get; private set; }

    public int Restarts { get; private set; }

    public int Signatures { get; private set; }

    public bool IsDisposed { get; private set; }

    public int OpenSessions
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>The public key.</summary>
    public VerificationKey PublicKey => VerificationKey.From(_key)!;

    /// <summary>Puts another key in the place of the key.</summary>
    public void ReplaceKey() => _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Ends all sessions, as a token does that is reset.</summary>
    public void EndSessions()
    {
        lock (_lock)
        {
            _open.Clear();
        }
    }

    /// <summary>Sets the number of wrong PINs before the token locks.</summary>
    public void SetPinsLeft(int count) => _pinsLeft = count;

    public Pkcs11Library ReadLibrary() => new("tests", "faulty", 1, 0);

    public IReadOnlyList<Pkcs11Slot> ReadSlots() => !IsPresent || NeedsRestart ? [] :
    [
        new Pkcs11Slot(1) { TokenLabel = "t", TokenFlags = InitializedFlags | (_pinsLeft == 1 ? FinalTryFlag : 0) | (_pinsLeft == 0 ? LockedFlag : 0) },
    ];

    public bool CanSign(nuint slot, nuint mechanism) => Mechanisms.Contains(mechanism);

    public IPkcs11Session OpenSession(nuint slot)
    {
        OnOpen?.Invoke();
        lock (_lock)
        {
            if (_open.Count >= SessionLimit)
            {
                throw new CryptokiException("C_OpenSession", Cryptoki.SessionCount);
            }

            var session = new FaultySession(this);
            _open.Add(session);
            return session;
        }
    }

    public bool TryRestart()
    {
        Restarts++;
        NeedsRestart = false;
        EndSessions();
        return true;
    }

    public void Dispose() => IsDisposed = true;

    private void LogIn(Pkcs11Pin pin)
    {
        Logins++;
        if (!pin.Is(Pkcs11Pin.Of(Pin)))
        {
            _pinsLeft--;
            throw new CryptokiException("C_Login", Cryptoki.PinIncorrect);
        }

        _pinsLeft = 3;
    }

    private byte[] Sign(FaultySession session, nuint mechanism, ReadOnlySpan<byte> input)
    {
        lock (_lock)
        {
            if (!_open.Contains(session) || !IsPresent)
            {
                throw new CryptokiException("C_SignInit", IsPresent ? Cryptoki.SessionHandleInvalid : Cryptoki.DeviceRemoved);
            }

            Signatures++;
        }

        OnSign?.Invoke();
        lock (_lock)
        {
            return mechanism == Cryptoki.Ecdsa ? _key.SignHash(input) : _key.SignData(input, HashAlgorithmName.SHA256);
        }
    }

    private byte[]? Read(nuint attribute)
    {
        var parameters = _key.ExportParameters(false);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        switch (attribute)
        {
            case Cryptoki.KeyTypeAttribute:
                return BitConverter.GetBytes((ulong)Cryptoki.EllipticKey);
            case Cryptoki.IdAttribute:
                return [1];
            case Cryptoki.CurveAttribute:
                writer.WriteObjectIdentifier("1.2.840.10045.3.1.7");
                return writer.Encode();
            case Cryptoki.PointAttribute:
                writer.WriteOctetString([4, .. parameters.Q.X!, .. parameters.Q.Y!]);
                return writer.Encode();
            default:
                return null;
        }
    }

    private void Close(FaultySession session)
    {
        lock (_lock)
        {
            _open.Remove(session);
        }
    }

    private sealed class FaultySession(FaultyToken token) : IPkcs11Session
    {
        public void Login(Pkcs11Pin pin) => token.LogIn(pin);

        public IReadOnlyList<nuint> Find(nuint objectClass, IReadOnlyList<(nuint Type, byte[] Value)> attributes) =>
            objectClass == Cryptoki.CertificateObject ? [] : [KeyHandle];

        public byte[]? Read(nuint handle, nuint attribute) => token.Read(attribute);

        public byte[] Sign(nuint mechanism, nuint key, ReadOnlySpan<byte> input) => token.Sign(this, mechanism, input);

        public void Dispose() => token.Close(this);
    }
}
