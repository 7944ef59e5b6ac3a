using System.Net.Sockets;
using System.Text.Json.Nodes;
using Signet.Server.Hosting.Directories;
using Signet.Testing;

namespace Signet.Tests.Serving.Keys;

/// <summary>A server with managed keys, audited, and what its clients see of them.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    /// <summary>The path of operations.</summary>
    public const string Operations = "/apis/tokens.signet.dev/v1alpha1/signingkeyoperations";

    private readonly TemporaryFolder _folder;

    private KeyServer(TemporaryFolder folder, SignetInProcess server)
    {
        (_folder, Server) = (folder, server);
        Admin = new ApiClient(server.CreateClient(asAdministrator: true));
    }

    public SignetInProcess Server { get; }

    /// <summary>The administrator, over HTTPS.</summary>
    public ApiClient Admin { get; }

    public string DataDirectory => _folder.File("data");

    /// <summary>Starts a server. Its keys are ES256, because making them is fast.</summary>
    public static async Task<KeyServer> StartAsync(params string[] flags)
    {
        var folder = new TemporaryFolder();
        var server = await SignetInProcess.ServeAsync(
            folder.File("data"), ["--signing-algorithm", "ES256", "--audit-log-path", folder.File("audit.log"), .. flags]);
        return new KeyServer(folder, server);
    }

    /// <summary>An operation.</summary>
    public static string Operation(string action, string more = "") => $$$"""{"spec":{"action":"{{{action}}}"{{{more}}}}}""";

    /// <summary>The key of new tokens.</summary>
    public async Task<string> CurrentKeyAsync() => (string)KeysIn(await Admin.CreateAsync(Operations, Operation("List")))
        .Last(key => (string?)key["state"] == "Current")["keyID"]!;

    /// <summary>The keys of an operation's status.</summary>
    public static IEnumerable<JsonObject> KeysIn(JsonObject operation) => ((JsonArray)operation["status"]!["keys"]!).Cast<JsonObject>();

    /// <summary>The key ids in the JWKS.</summary>
    public async Task<IReadOnlyList<string>> PublishedAsync() =>
        [.. ((JsonArray)(await Admin.GetAsync("/openid/v1/jwks")).Json["keys"]!).Select(key => (string)key!["kid"]!)];

    /// <summary>The audited events of a request, when the last of them is written.</summary>
    public async Task<JsonObject> AuditedAsync(Func<JsonObject, bool> isMatch)
    {
        JsonObject? found = null;
        await Patience.UntilAsync(
            async () =>
            {
                var text = await ReadSharedAsync(_folder.File("audit.log"));
                found = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).LastOrDefault(isMatch);
                return found is not null;
            },
            "the request is audited");
        return found!;
    }

    /// <summary>A client of the control socket.</summary>
    public ApiClient ControlClient() => new(new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            using var address = UnixSocketPath.Of(DataDirectory, ControlSocket.Name);
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(address.EndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://signet/") });

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The last line may not be complete yet.</summary>
    private static async Task<string> ReadSharedAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync();
        return text[..(text.LastIndexOf('\n') + 1)];
    }
}
