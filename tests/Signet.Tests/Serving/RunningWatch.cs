using System.Net.Http.Headers;
using System.Text;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>A client's watch, read in the background to its end.</summary>
internal sealed class RunningWatch : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly MemoryStream _read = new();

    private RunningWatch(HttpResponseMessage answer)
    {
        _answer = answer;
        Ended = ReadAsync();
    }

    /// <summary>Completes when the server ends the answer regularly.</summary>
    public Task Ended { get; }

    /// <summary>Everything received so far.</summary>
    public string Text
    {
        get
        {
            lock (_read)
            {
                return Encoding.UTF8.GetString(_read.ToArray());
            }
        }
    }

    /// <summary>Starts a watch; returns when the server has answered.</summary>
    public static async Task<RunningWatch> BeginAsync(HttpClient client, string path, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return new RunningWatch(answer);
    }

    /// <summary>Waits until a string is received.</summary>
    public Task UntilSaysAsync(string text) =>
        Patience.UntilAsync(() => Task.FromResult(Text.Contains(text, StringComparison.Ordinal)), $"the watch tells {text}");

    /// <inheritdoc/>
    public void Dispose()
    {
        _answer.Dispose();
        _read.Dispose();
    }

    private async Task ReadAsync()
    {
        await using var body = await _answer.Content.ReadAsStreamAsync();
        var buffer = new byte[4096];
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_read)
            {
                _read.Write(buffer, 0, count);
            }
        }
    }
}
