using Signet.Testing;

namespace Signet.SystemTests.Attacks;

/// <summary>One server for all bombs.</summary>
public sealed class BombedServer : IAsyncLifetime
{
    /// <summary>The server.</summary>
    internal AttackStage Stage { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Stage = await AttackStage.StartAsync();
        using var admin = new ApiClient(Stage.Server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
