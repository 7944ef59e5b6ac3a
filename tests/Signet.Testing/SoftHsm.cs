using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Signet.Testing;

/// <summary>
/// SoftHSM with tokens in a folder of its own. Keys are made by <c>pkcs11-tool</c> of OpenSC, as an operator makes them. Skips the test when the machine lacks
/// either.
/// </summary>
internal sealed class SoftHsm : IDisposable
{
    /// <summary>The PIN of every token.</summary>
    public const string Pin = "73913-pin";

    private static readonly Lazy<SoftHsm> Shared = new(CreateShared);
    private static readonly string[] Modules =
        ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm.so", "/usr/local/lib/softhsm/libsofthsm2.so"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _tool = TestMachine.Require("pkcs11-tool");
    private readonly string _util = TestMachine.Require("softhsm2-util");

    private SoftHsm()
    {
        Directory.CreateDirectory(TokenFolder);
        File.WriteAllText(Configuration, $"directories.tokendir = {TokenFolder}\nobjectstore.backend = file\nlog.level = ERROR\n");
        File.WriteAllText(PinFile, Pin + "\n");
    }

    /// <summary>The path of the module.</summary>
    public static string Module => Modules.FirstOrDefault(File.Exists) ?? TestMachine.Missing("SoftHSM's libsofthsm2.so is not installed");

    /// <summary>The file with the PIN.</summary>
    public string PinFile => _folder.File("pin");

    /// <summary>The environment of a process that uses the tokens.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?> { ["SOFTHSM2_CONF"] = Configuration };

    private string Configuration => _folder.File("softhsm2.conf");

    private string TokenFolder => _folder.File("tokens");

    private string AwayFolder => _folder.File("tokens-away");

    /// <summary>One for a process of its own.</summary>
    public static SoftHsm Create()
    {
        Assert.NotEmpty(Module);
        return new SoftHsm();
    }

    /// <summary>
    /// The one that the process of the tests uses. SoftHSM reads the variable of the C library, which is that of the whole process and which .NET does not set.
    /// </summary>
    public static SoftHsm InProcess => Shared.Value;

    /// <summary>Makes a token with the PIN.</summary>
    public Task AddTokenAsync(string label) => RunAsync(_util, "--init-token", "--free", "--label", label, "--pin", Pin, "--so-pin", "87654321");

    /// <summary>Makes a key pair in a token.</summary>
    /// <param name="token">The label of the token.</param>
    /// <param name="type">The type: <c>rsa:2048</c>, <c>EC:prime256v1</c>, <c>EC:secp384r1</c>, <c>EC:secp521r1</c>.</param>
    /// <param name="label">The label of both halves.</param>
    /// <param name="id">Their id, in hexadecimal.</param>
    public Task AddKeyAsync(string token, string type, string label, string id) =>
        ToolAsync(token, "--keypairgen", "--key-type", type, "--label", label, "--id", id);

    /// <summary>Runs <c>pkcs11-tool</c> with a token, logged in.</summary>
    public Task ToolAsync(string token, params string[] arguments) =>
        RunAsync(_tool, ["--module", Module, "--token-label", token, "--login", "--pin", Pin, .. arguments]);

    /// <summary>The URI of a key.</summary>
    public string Uri(string path, string? pinFile = null) => $"pkcs11:{path}?module-path={Module}&pin-source=file:{pinFile ?? PinFile}";

    /// <summary>Pulls the tokens out of the machine.</summary>
    public void Pull() => Directory.Move(TokenFolder, AwayFolder);

    /// <summary>Puts them back.</summary>
    public void Return() => Directory.Move(AwayFolder, TokenFolder);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static SoftHsm CreateShared()
    {
        var hsm = Create();
        Assert.Equal(0, SetEnvironmentVariable("SOFTHSM2_CONF", hsm.Configuration, 1));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => hsm.Dispose();
        return hsm;
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var run = await ProgramRun.ToEndAsync(program, arguments, Environment);
        Assert.True(run.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{program} {string.Join(' ', arguments)}: {run.ExitCode} {run.Output} {run.Errors}"));
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironmentVariable(string name, string value, int overwrite);
}
