using System.Runtime.InteropServices;
using System.Text;

namespace Signet.Signing.Pkcs11.Native;

/// <summary>
/// A PKCS#11 module in this process, called by function pointers, which NativeAOT supports without marshalling code (docs/decisions/0029-keys-in-an-hsm.md). A
/// module is initialized once in a process: all users of a path share it (<see cref="CryptokiLibrary"/>).
/// </summary>
internal sealed unsafe class CryptokiModule : IPkcs11Module
{
    private readonly CryptokiLibrary _library;
    private bool _isDisposed;

    private CryptokiModule(CryptokiLibrary library) => _library = library;

    /// <summary>Loads and initializes a module.</summary>
    /// <param name="path">The path of the shared library, or a name that the system's loader finds.</param>
    /// <exception cref="TokenException">It cannot be loaded, or is no PKCS#11 module. A module that cannot be initialized fails with each call.</exception>
    public static CryptokiModule Open(string path) => new(CryptokiLibrary.Acquire(path));

    /// <inheritdoc/>
    public Pkcs11Library ReadLibrary()
    {
        using var call = _library.EnterCall();
        var functions = _library.Functions;
        Cryptoki.LibraryInfo info;
        CryptokiException.ThrowIfFailed(functions.GetInfo(&info));
        return new Pkcs11Library(TextOf(info.Manufacturer, 32), TextOf(info.Description, 32), info.Library.Major, info.Library.Minor);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Pkcs11Slot> ReadSlots()
    {
        using var call = _library.EnterCall();
        var slots = new List<Pkcs11Slot>();
        foreach (var id in ReadSlotIds())
        {
            if (ReadSlot(id) is { } slot)
            {
                slots.Add(slot);
            }
        }

        return slots;
    }

    /// <inheritdoc/>
    public bool CanSign(nuint slot, nuint mechanism)
    {
        using var call = _library.EnterCall();
        Cryptoki.MechanismInfo info;
        return _library.Functions.GetMechanismInfo(slot, mechanism, &info) == Cryptoki.Ok && (info.Flags & Cryptoki.SignFlag) != 0;
    }

    /// <inheritdoc/>
    public IPkcs11Session OpenSession(nuint slot)
    {
        using var call = _library.EnterCall();
        var functions = _library.Functions;
        nuint handle;
        CryptokiException.ThrowIfFailed(functions.OpenSession(slot, Cryptoki.SerialSessionFlag, null, null, &handle));
        return new CryptokiSession(_library, handle, call.Epoch);
    }

    /// <summary>Closes all sessions of the process with a token, those of others included, as another program part with the same module could.</summary>
    /// <exception cref="CryptokiException">The module failed.</exception>
    public void CloseAllSessions(nuint slot)
    {
        using var call = _library.EnterCall();
        var functions = _library.Functions;
        CryptokiException.ThrowIfFailed(functions.CloseAllSessions(slot));
    }

    /// <inheritdoc/>
    public bool TryRestart() => _library.TryRestart();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _library.Release();
        }
    }

    private nuint[] ReadSlotIds()
    {
        const byte WithToken = 1;
        var functions = _library.Functions;
        nuint count;
        CryptokiException.ThrowIfFailed(functions.GetSlotList(WithToken, null, &count));

        // A token may be inserted between the two calls.
        count += 8;
        var ids = new nuint[count];
        fixed (nuint* first = ids)
        {
            CryptokiException.ThrowIfFailed(functions.GetSlotList(WithToken, first, &count));
        }

        return ids[..(int)count];
    }

    /// <summary>Null for a token that cannot be read: it is being removed, or it is another one that is out of order.</summary>
    private Pkcs11Slot? ReadSlot(nuint id)
    {
        Cryptoki.SlotInfo slot;
        Cryptoki.TokenInfo token;
        if (_library.Functions.GetSlotInfo(id, &slot) != Cryptoki.Ok || _library.Functions.GetTokenInfo(id, &token) != Cryptoki.Ok)
        {
            return null;
        }

        return new Pkcs11Slot(id)
        {
            Description = TextOf(slot.Description, 64),
            Manufacturer = TextOf(slot.Manufacturer, 32),
            TokenLabel = TextOf(token.Label, 32),
            TokenManufacturer = TextOf(token.Manufacturer, 32),
            TokenModel = TextOf(token.Model, 16),
            TokenSerial = TextOf(token.Serial, 16),
            TokenFlags = token.Flags,
            MaxSessions = token.MaxSessions == 0 || token.MaxSessions == Cryptoki.Unavailable ? null : (int)Math.Min(token.MaxSessions, int.MaxValue),
        };
    }

    /// <summary>Texts are padded with blanks; some modules end them with a zero.</summary>
    private static string TextOf(byte* text, int length)
    {
        var bytes = MemoryMarshal.CreateReadOnlySpan(ref *text, length);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).TrimEnd(' ');
    }
}
