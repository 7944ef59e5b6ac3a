using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Browser;

/// <summary>A page in a Chromium without a window, driven by the Chrome DevTools Protocol. Ends its own process only.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly TemporaryFolder _profile;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _errors = [];
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _sent;

    private Chromium(TemporaryFolder profile, Process process) => (_profile, _process) = (profile, process);

    /// <summary>What the console of the browser says: failed loads, violations of the security policy, exceptions.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Starts it; skips the test when the machine has no Chromium.</summary>
    /// <param name="trusted">The only certificate whose errors are ignored: that of the server, whose CA the browser does not know.</param>
    public static async Task<Chromium> StartAsync(X509Certificate2 trusted)
    {
        var program = TestMachine.Require("chromium");
        var profile = new TemporaryFolder();
        var key = Convert.ToBase64String(SHA256.HashData(trusted.PublicKey.ExportSubjectPublicKeyInfo()));
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", $"--ignore-certificate-errors-spki-list={key}",
                "--window-size=1000,1150", "about:blank",
            ])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var chromium = new Chromium(profile, process);
        try
        {
            await chromium.ConnectAsync();
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page and waits until it is loaded.</summary>
    /// <param name="address">The URL.</param>
    /// <param name="scheme"><c>light</c> or <c>dark</c> (<c>prefers-color-scheme</c>).</param>
    public async Task OpenAsync(Uri address, string scheme)
    {
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
        });
        await SendAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() });
        await ReceiveUntilAsync(message => (string?)message["method"] == "Page.loadEventFired");
    }

    /// <summary>Runs a script in the page and returns its result, after its promise.</summary>
    public async Task<JsonNode?> RunAsync(string script)
    {
        var parameters = new JsonObject { ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true };
        var answer = await SendAsync("Runtime.evaluate", parameters);
        Assert.True(answer["exceptionDetails"] is null, answer.ToJsonString());
        return answer["result"]?["value"];
    }

    /// <summary>A picture of the page, as PNG.</summary>
    public async Task<byte[]> CaptureAsync() => Convert.FromBase64String((string)(await SendAsync("Page.captureScreenshot", []))["data"]!);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }

    private async Task ConnectAsync()
    {
        var file = _profile.File("DevToolsActivePort");
        var lines = Array.Empty<string>();
        await Patience.UntilAsync(
            async () => File.Exists(file) && (lines = await File.ReadAllLinesAsync(file)).Length >= 2,
            "Chromium has opened its debugging port");
        var port = int.Parse(lines[0], CultureInfo.InvariantCulture);
        using var http = new HttpClient();
        JsonNode? page = null;
        await Patience.UntilAsync(
            async () => (page = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list")))!.AsArray()
                .FirstOrDefault(target => (string?)target!["type"] == "page")) is not null,
            "Chromium has a page");
        await _socket.ConnectAsync(new Uri((string)page!["webSocketDebuggerUrl"]!), default);
        foreach (var domain in (string[])["Page", "Runtime", "Log", "Network"])
        {
            await SendAsync($"{domain}.enable", []);
        }
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject parameters)
    {
        var id = ++_sent;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, default);
        var answer = await ReceiveUntilAsync(received => (int?)received["id"] == id);
        return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer["error"]?.ToJsonString()}");
    }

    private async Task<JsonNode> ReceiveUntilAsync(Func<JsonNode, bool> isWanted)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            using var text = new MemoryStream();
            WebSocketReceiveResult received;
            do
            {
                received = await _socket.ReceiveAsync(new ArraySegment<byte>(_buffer), limit.Token);
                text.Write(_buffer, 0, received.Count);
            }
            while (!received.EndOfMessage);

            var message = JsonNode.Parse(text.ToArray())!;
            Note(message);
            if (isWanted(message))
            {
                return message;
            }
        }
    }

    private void Note(JsonNode message)
    {
        if ((string?)message["method"] is "Log.entryAdded" or "Runtime.exceptionThrown" or "Runtime.consoleAPICalled")
        {
            _errors.Add(message["params"]!.ToJsonString());
        }
    }
}
