using System.Net.Sockets;
using Signet.Signing.External.Http2;

namespace Signet.Tests.Signing.External.Calls;

/// <summary>A listening socket whose connections a test serves byte by byte.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public RawPeer(string path)
    {
        EndPoint = new UnixDomainSocketEndPoint(path);
        _listener.Bind(EndPoint);
        _listener.Listen();
    }

    public UnixDomainSocketEndPoint EndPoint { get; }

    /// <summary>Accepts a connection, reads the preface, and sends settings.</summary>
    public async Task<RawConnection> AcceptAsync(params (SettingId Id, uint Value)[] settings)
    {
        var connection = await AcceptRawAsync();
        await connection.ReadPrefaceAsync();
        await connection.SendAsync(output => FrameWriter.WriteSettings(output, settings));
        return connection;
    }

    /// <summary>Accepts a connection.</summary>
    public async Task<RawConnection> AcceptRawAsync() => new(await _listener.AcceptAsync(TestContext.Current.CancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
