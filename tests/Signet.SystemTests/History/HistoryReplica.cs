using System.Globalization;
using System.Net;
using System.Net.Security;
using Signet.Testing;

namespace Signet.SystemTests.History;

/// <summary>A replica: a real process with a data directory of its own, which reaches each member of etcd over a link.</summary>
internal sealed class HistoryReplica : IAsyncDisposable
{
    /// <summary>A request without an answer is given up after this time; its result is unknown.</summary>
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);

    private readonly string _directory;
    private readonly string[] _flags;
    private readonly IReadOnlyList<FaultyLink> _links;
    private SignetProcess? _process;

    public HistoryReplica(int number, string directory, EtcdCluster etcd, IReadOnlyList<string> flags)
    {
        (Number, _directory) = (number, directory);
        _links = [.. etcd.Members.Select(member => FaultyLink.To(new Uri(member.Address).Port))];
        Port = EtcdMember.FreePort();
        _flags =
        [
            "--secure-port", Port.ToString(CultureInfo.InvariantCulture),
            "--etcd-servers", string.Join(',', _links.Select(link => EtcdMember.Url(link.Port))),
            .. flags,
        ];
    }

    public int Number { get; }

    public int Port { get; }

    /// <summary>The process; null while it is dead.</summary>
    public SignetProcess? Process => Volatile.Read(ref _process);

    /// <summary>Starts the process and waits until it serves.</summary>
    public async Task StartAsync() => Volatile.Write(ref _process, await SignetProcess.ServeAsync(_directory, _flags));

    /// <summary>Ends the process at once.</summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
        {
            process.Kill();
            await process.DisposeAsync();
        }
    }

    /// <summary>Cuts the replica off from etcd.</summary>
    public void CutOff()
    {
        foreach (var link in _links)
        {
            link.CutOff();
        }
    }

    /// <summary>Ends <see cref="CutOff"/>.</summary>
    public void Mend()
    {
        foreach (var link in _links)
        {
            link.CutAndMend();
        }
    }

    /// <summary>A client of the replica that goes on after restarts.</summary>
    /// <param name="token">The token of the administrator.</param>
    public ApiClient CreateClient(string token)
    {
        // The CA and the certificate of a replica are the subject of other tests.
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        var http = new HttpClient(handler)
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{Port}")),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Timeout = RequestLimit,
        };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return new ApiClient(http);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        foreach (var link in _links)
        {
            await link.DisposeAsync();
        }
    }
}
