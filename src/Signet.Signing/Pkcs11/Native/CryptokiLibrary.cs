using System.Runtime.InteropServices;

namespace Signet.Signing.Pkcs11.Native;

/// <summary>
/// A loaded and initialized module, shared by its users in the process. The last user finalizes it, if this class initialized it. The library stays loaded:
/// many modules do not survive being unloaded.
/// </summary>
internal sealed unsafe class CryptokiLibrary
{
    /// <summary>The wait for calls that run in the module before it is finalized. A call that hangs must not hold up the rest.</summary>
    private static readonly TimeSpan FinalizePatience = TimeSpan.FromSeconds(2);

    /// <summary>Modules are state of the process, not of an object: <c>C_Initialize</c> counts for all users in it.</summary>
    private static readonly Dictionary<string, CryptokiLibrary> Libraries = new(StringComparer.Ordinal);

    private readonly CallGate _calls = new();
    private int _users;
    private int _epoch;
    private nuint _fault;

    /// <summary>Whether <c>C_Initialize</c> is in effect by this class.</summary>
    private bool _isInitialized;

    /// <summary>Whether another part of the process had initialized the module; then it is not this class's to finalize.</summary>
    private bool _isForeign;

    private CryptokiLibrary(CryptokiFunctions functions) => Functions = functions;

    /// <summary>The functions, to be called while an <see cref="EnterCall"/> lasts.</summary>
    public CryptokiFunctions Functions { get; }

    /// <summary>Loads and initializes a module for one more user. A failed initialization is the fault of each call until a restart succeeds.</summary>
    /// <exception cref="TokenException">It cannot be loaded.</exception>
    public static CryptokiLibrary Acquire(string path)
    {
        lock (Libraries)
        {
            if (!Libraries.TryGetValue(path, out var library))
            {
                library = Load(path);
                Libraries.Add(path, library);
            }

            if (library._users == 0)
            {
                library.Initialize();
            }

            library._users++;
            return library;
        }
    }

    /// <summary>Ends the use; the last user finalizes the module.</summary>
    public void Release()
    {
        lock (Libraries)
        {
            _users--;
            if (_users == 0 && _calls.TryClose(FinalizePatience))
            {
                Uninitialize();
                _calls.Open();
            }
        }
    }

    /// <summary>Finalizes and initializes the module, if this class initialized it and no call hangs in it.</summary>
    public bool TryRestart()
    {
        lock (Libraries)
        {
            if (_isForeign || _users == 0 || !_calls.TryClose(FinalizePatience))
            {
                return false;
            }

            try
            {
                Uninitialize();
                Initialize();
                return true;
            }
            finally
            {
                _calls.Open();
            }
        }
    }

    /// <summary>Marks a call into the module: it is not finalized before the call has ended.</summary>
    /// <exception cref="CryptokiException">The module could not be initialized.</exception>
    public Call EnterCall()
    {
        _calls.Enter();
        if (_fault != Cryptoki.Ok)
        {
            _calls.Exit();
            throw new CryptokiException("C_Initialize", _fault);
        }

        return new Call(_calls, _epoch);
    }

    /// <summary>Closes a session; one that the module has ended already needs no closing.</summary>
    /// <param name="session">Its handle.</param>
    /// <param name="epoch">The initialization that the handle is of.</param>
    public void Close(nuint session, int epoch)
    {
        _calls.Enter();
        if (epoch == _epoch)
        {
            Functions.CloseSession(session);
        }

        _calls.Exit();
    }

    private static CryptokiLibrary Load(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // Its modules have structures of another layout.
            throw new TokenException("keys in tokens are not supported on Windows");
        }

        nint handle;
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new TokenException($"the module {path} cannot be loaded: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        if (!NativeLibrary.TryGetExport(handle, "C_GetFunctionList", out var export))
        {
            throw new TokenException($"{path} is not a PKCS#11 module: it has no function C_GetFunctionList");
        }

        void** list;
        var code = ((delegate* unmanaged[Cdecl]<void***, nuint>)export)(&list);
        return code == Cryptoki.Ok
            ? new CryptokiLibrary(new CryptokiFunctions(list))
            : throw new TokenException($"the module {path} cannot be used: {new CryptokiException("C_GetFunctionList", code).Message}");
    }

    private void Initialize()
    {
        if (_isInitialized)
        {
            // Its last user could not finalize it, because a call hung in it.
            return;
        }

        var arguments = new Cryptoki.InitializeArguments { Flags = Cryptoki.OsLockingFlag };
        var code = Functions.Initialize(&arguments);
        _isForeign = code == Cryptoki.CryptokiAlreadyInitialized;
        _isInitialized = code == Cryptoki.Ok;
        _fault = _isForeign ? Cryptoki.Ok : code;
        _epoch++;
    }

    /// <summary>The return value of C_Finalize changes nothing: no session is used after it, and C_Initialize tells whether the module works.</summary>
    private void Uninitialize()
    {
        if (_isInitialized)
        {
            Functions.Finish(null);
            _isInitialized = false;
        }
    }

    /// <summary>A call into the module, until disposed.</summary>
    /// <param name="calls">The count of all calls.</param>
    /// <param name="epoch">Counts initializations. A handle of an earlier one is not valid, and may be that of another session now.</param>
    internal readonly ref struct Call(CallGate calls, int epoch)
    {
        public int Epoch => epoch;

        public void Dispose() => calls.Exit();
    }
}
