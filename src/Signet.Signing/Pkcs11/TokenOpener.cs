using Signet.Core.Signing;
using Signet.Signing.Pkcs11.Native;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Signing.Pkcs11;

/// <summary>Finds the token of a URI, logs in once, and finds the key; restarts the module when the token is missing. Blocks in native code.</summary>
/// <param name="module">The module.</param>
/// <param name="uri">The URI.</param>
/// <param name="maxSessions">The number of sessions, if the token allows as many.</param>
internal sealed class TokenOpener(IPkcs11Module module, Pkcs11Uri uri, int maxSessions)
{
    /// <summary>Opens the sessions and finds the key.</summary>
    /// <param name="pin">The PIN; null if the URI names none.</param>
    /// <param name="given">Public keys of files: one of them may be that of the key, if the token does not have it.</param>
    /// <param name="expected">The public key that is already published; null at the first time.</param>
    /// <exception cref="TokenException">The token, the login or the key is missing or cannot be used.</exception>
    public OpenedToken Open(Pkcs11Pin? pin, IReadOnlyList<VerificationKey> given, VerificationKey? expected)
    {
        try
        {
            return TryOpen(pin, given, expected);
        }
        catch (TokenException exception) when (exception.IsAway)
        {
            // Many modules find a token that has returned only when they are initialized again.
            if (!module.TryRestart())
            {
                throw;
            }

            return TryOpen(pin, given, expected);
        }
    }

    private OpenedToken TryOpen(Pkcs11Pin? pin, IReadOnlyList<VerificationKey> given, VerificationKey? expected)
    {
        try
        {
            return OpenNow(pin, given, expected);
        }
        catch (CryptokiException exception)
        {
            throw new TokenException($"{uri}: {exception.Message}", exception) { IsAway = true };
        }
    }

    private OpenedToken OpenNow(Pkcs11Pin? pin, IReadOnlyList<VerificationKey> given, VerificationKey? expected)
    {
        var slot = FindSlot();
        var sessions = new List<IPkcs11Session> { module.OpenSession(slot.Id) };
        try
        {
            LogIn(sessions[0], slot, pin);
            var key = FindKey(sessions[0], slot, given);
            if (expected is not null && !expected.HasSamePublicKey(key.PublicKey))
            {
                throw new TokenException($"{uri}: the token has another key now than the published one ({expected.DefaultKeyId}); restart Signet to sign with it");
            }

            OpenMore(sessions, slot);
            return new OpenedToken(key, sessions);
        }
        catch
        {
            sessions.ForEach(session => session.Dispose());
            throw;
        }
    }

    private Pkcs11Slot FindSlot()
    {
        var library = module.ReadLibrary();
        if (!uri.Matches(library))
        {
            throw new TokenException(
                $"{uri}: the module is \"{library.Description}\" {library.Major}.{library.Minor} of \"{library.Manufacturer}\", which is not the library of the URI");
        }

        var slots = module.ReadSlots();
        var matching = slots.Where(uri.Matches).ToList();
        return matching switch
        {
            [var slot] => slot,
            [] => throw new TokenException($"{uri}: there is no such token; the module has {Describe(slots)}") { IsAway = true },
            _ => throw new TokenException($"{uri}: {matching.Count} tokens match ({Describe(matching)}); add serial to the URI"),
        };
    }

    private static string Describe(IReadOnlyList<Pkcs11Slot> slots) => !slots.Any(slot => slot.IsInitialized)
        ? "no token"
        : string.Join(", ", slots.Where(slot => slot.IsInitialized).Select(slot => $"token \"{slot.TokenLabel}\" with serial \"{slot.TokenSerial}\""));

    private void LogIn(IPkcs11Session session, Pkcs11Slot slot, Pkcs11Pin? pin)
    {
        if (pin is null)
        {
            if (slot.RequiresLogin)
            {
                throw new TokenException($"{uri}: the token requires a PIN; name a file that has it by pin-source");
            }

            return;
        }

        if (slot.IsLocked)
        {
            throw new TokenException($"{uri}: the PIN is locked; unlock it with the tools of the token") { IsLoginRefused = true };
        }

        if (slot.HasOneAttemptLeft)
        {
            throw new TokenException(
                $"{uri}: one more wrong PIN would lock the token, so Signet does not try; log in once with the right PIN by another program, which resets the counter, and restart Signet")
            {
                IsLoginRefused = true,
            };
        }

        try
        {
            session.Login(pin);
        }
        catch (CryptokiException exception) when (exception.IsPinRefused)
        {
            throw new TokenException($"{uri}: the token refused the PIN ({exception.Message})", exception) { IsLoginRefused = true };
        }
    }

    private TokenKey FindKey(IPkcs11Session session, Pkcs11Slot slot, IReadOnlyList<VerificationKey> given)
    {
        var found = session.Find(Cryptoki.PrivateKeyObject, uri.KeyAttributes);
        if (found.Count != 1)
        {
            throw found.Count == 0
                ? new TokenException($"{uri}: the token has no such private key") { IsAway = true }
                : new TokenException($"{uri}: {found.Count} private keys match; name one by object and id");
        }

        var handle = found[0];
        if (session.Read(handle, Cryptoki.SignAttribute) is [0])
        {
            throw new TokenException($"{uri}: the key may not sign (CKA_SIGN is false)");
        }

        var algorithm = PublicKeyReader.AlgorithmOf(session, handle)
            ?? throw new TokenException($"{uri}: the kind of the key is not supported; RSA and EC on P-256, P-384 and P-521 are");
        var mechanism = SigningMechanism.Choose(algorithm, one => module.CanSign(slot.Id, one))
            ?? throw new TokenException($"{uri}: the token has no mechanism for {algorithm.Name}");
        var publicKey = FindPublicKey(session, handle, mechanism, given);
        return algorithm.IsEllipticCurve || RsaKeyWeakness.Find(publicKey.Rsa.Modulus!.Length * 8, publicKey.Rsa) is not { } weakness
            ? new TokenKey(handle, publicKey, mechanism)
            : throw new TokenException($"{uri}: {weakness}");
    }

    /// <summary>
    /// The public key that verifies a signature of the private key: a test of the token and of the key in one (FIPS 140-3, pair-wise consistency).
    /// </summary>
    private VerificationKey FindPublicKey(IPkcs11Session session, nuint handle, SigningMechanism mechanism, IReadOnlyList<VerificationKey> given)
    {
        var (header, payload) = ("pair"u8.ToArray(), "test"u8.ToArray());
        var signature = session.Sign(mechanism.Type, handle, mechanism.Prepare(header, payload));
        byte[] input = [.. header, (byte)'.', .. payload];
        return PublicKeyReader.ReadCandidates(session, handle).Concat(given)
            .FirstOrDefault(key => key.Algorithm == mechanism.Algorithm && key.Verify(input, signature))
            ?? throw new TokenException(
                $"{uri}: no public key verifies what the key signs; the token must have the public key or a certificate with the same id, or --service-account-key-file must name the public key");
    }

    /// <summary>A token that allows fewer sessions signs with fewer.</summary>
    private void OpenMore(List<IPkcs11Session> sessions, Pkcs11Slot slot)
    {
        var wanted = Math.Min(maxSessions, slot.MaxSessions ?? maxSessions);
        try
        {
            while (sessions.Count < wanted)
            {
                sessions.Add(module.OpenSession(slot.Id));
            }
        }
        catch (CryptokiException exception) when (exception.Code == Cryptoki.SessionCount)
        {
            // The limit of the token is shared with other processes.
            return;
        }
    }
}
