namespace Signet.Signing.Pkcs11.Native;

/// <summary>A session with the token of a <see cref="CryptokiModule"/>.</summary>
/// <param name="library">The module.</param>
/// <param name="session">The handle of the session.</param>
/// <param name="epoch">The initialization that the handle is of.</param>
internal sealed unsafe class CryptokiSession(CryptokiLibrary library, nuint session, int epoch) : IPkcs11Session
{
    /// <summary>More than any signature: an RSA key of 16384 bits makes 2048 bytes.</summary>
    private const int MaxSignature = 2048;

    private const int MaxFound = 64;

    /// <inheritdoc/>
    public void Login(Pkcs11Pin pin)
    {
        using var call = Enter();
        nuint code;
        fixed (byte* bytes = pin.Bytes)
        {
            code = library.Functions.Login(session, Cryptoki.User, bytes, (nuint)pin.Bytes.Length);
        }

        if (code is not (Cryptoki.Ok or Cryptoki.UserAlreadyLoggedIn))
        {
            throw new CryptokiException("C_Login", code);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<nuint> Find(nuint objectClass, IReadOnlyList<(nuint Type, byte[] Value)> attributes)
    {
        using var call = Enter();
        var template = stackalloc Cryptoki.Attribute[attributes.Count + 1];
        template[0] = new Cryptoki.Attribute { Type = Cryptoki.ClassAttribute, Value = &objectClass, Length = (nuint)sizeof(nuint) };
        return Find(template, attributes, 0);
    }

    /// <inheritdoc/>
    public byte[]? Read(nuint handle, nuint attribute)
    {
        using var call = Enter();
        var functions = library.Functions;
        var one = new Cryptoki.Attribute { Type = attribute };
        var code = functions.GetAttributeValue(session, handle, &one, 1);
        if (code is Cryptoki.AttributeSensitive or Cryptoki.AttributeTypeInvalid || (code == Cryptoki.Ok && one.Length == Cryptoki.Unavailable))
        {
            return null;
        }

        CryptokiException.ThrowIfFailed(code, "GetAttributeValue()");
        var value = new byte[one.Length];
        fixed (byte* bytes = value)
        {
            one.Value = bytes;
            CryptokiException.ThrowIfFailed(functions.GetAttributeValue(session, handle, &one, 1));
        }

        return value;
    }

    /// <inheritdoc/>
    public byte[] Sign(nuint mechanism, nuint key, ReadOnlySpan<byte> input)
    {
        using var call = Enter();
        var functions = library.Functions;
        var parameters = new Cryptoki.Mechanism { Type = mechanism };
        CryptokiException.ThrowIfFailed(functions.SignInit(session, &parameters, key));
        var signature = stackalloc byte[MaxSignature];
        nuint length = MaxSignature;
        fixed (byte* bytes = input)
        {
            CryptokiException.ThrowIfFailed(functions.Sign(session, bytes, (nuint)input.Length, signature, &length));
        }

        return new ReadOnlySpan<byte>(signature, (int)length).ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => library.Close(session, epoch);

    private CryptokiLibrary.Call Enter()
    {
        var call = library.EnterCall();
        if (call.Epoch != epoch)
        {
            call.Dispose();
            throw new CryptokiException("session", Cryptoki.SessionHandleInvalid);
        }

        return call;
    }

    /// <summary>Pins the values one after another, because their number is not known at compile time.</summary>
    private List<nuint> Find(Cryptoki.Attribute* template, IReadOnlyList<(nuint Type, byte[] Value)> attributes, int pinned)
    {
        if (pinned < attributes.Count)
        {
            fixed (byte* value = attributes[pinned].Value)
            {
                template[pinned + 1] = new Cryptoki.Attribute
                {
                    Type = attributes[pinned].Type,
                    Value = value,
                    Length = (nuint)attributes[pinned].Value.Length,
                };
                return Find(template, attributes, pinned + 1);
            }
        }

        var functions = library.Functions;
        CryptokiException.ThrowIfFailed(functions.FindObjectsInit(session, template, (nuint)attributes.Count + 1));
        var handles = stackalloc nuint[MaxFound];
        nuint found;
        var code = functions.FindObjects(session, handles, MaxFound, &found);
        functions.FindObjectsFinal(session);
        CryptokiException.ThrowIfFailed(code, "FindObjects()");
        return [.. new ReadOnlySpan<nuint>(handles, (int)found)];
    }
}
