using Signet.Server.Hosting.Startup;
using Signet.Tests.Authentication;

namespace Signet.Tests.Hosting.Startup;

/// <summary>Parts are disposed once, in the reverse order, even when one throws.</summary>
public sealed class OwnedPartsTests
{
    private readonly CollectedLog _log = new();
    private readonly List<string> _disposed = [];

    [Fact]
    public async Task Dispose_OnePartFails_DisposesTheOthersAndLogsIt()
    {
        var owned = new OwnedParts(_log);
        owned.Add(new Part(() => _disposed.Add("first")));
        owned.Add(new AsyncPart(() => _disposed.Add("second")));
        owned.Add(new Part(() => throw new IOException("it cannot be closed")));
        owned.Add(new Part(() => _disposed.Add("last")));

        await owned.DisposeAsync();
        await owned.DisposeAsync();

        Assert.Equal(["last", "second", "first"], _disposed);
        Assert.Equal((6320, "Disposing Part failed"), Assert.Single(_log.Entries));
    }

    [Fact]
    public async Task Release_Part_IsNotDisposed()
    {
        var owned = new OwnedParts(_log);
        owned.Add(new Part(() => _disposed.Add("kept")));
        var released = owned.Add(new Part(() => _disposed.Add("released")));

        owned.Release(released);
        await owned.DisposeAsync();

        Assert.Equal(["kept"], _disposed);
    }

    private sealed class Part(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }

    private sealed class AsyncPart(Action dispose) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            dispose();
            return ValueTask.CompletedTask;
        }
    }
}
