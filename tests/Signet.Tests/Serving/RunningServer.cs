using Signet.Testing;
using Signet.Tests.Serving;

[assembly: AssemblyFixture(typeof(RunningServer))]

namespace Signet.Tests.Serving;

/// <summary>One server for all tests without special settings; each test uses its own objects.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The server.</summary>
    internal SignetInProcess Server { get; private set; } = null!;

    /// <summary>The administrator.</summary>
    internal ApiClient Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await SignetInProcess.ServeAsync(_folder.File("data"), "--signing-algorithm", "ES256", "--log-level", "warning");
        Admin = new ApiClient(Server.CreateClient(asAdministrator: true));
        await Admin.UntilDefaultAccountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
