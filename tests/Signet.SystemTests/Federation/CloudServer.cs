using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Signet.SystemTests.Federation;

/// <summary>Runs the arguments of <c>stand-in.sh</c>: 200 with the output, 400 with the reason of a refusal.</summary>
internal sealed class CloudServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private CloudServer(WebApplication application) => _application = application;

    public string Address => _application.Urls.Single();

    /// <summary>Starts a server, and creates a program for the stand-in in a folder.</summary>
    public static async Task<CloudServer> StartAsync(ICloudStandIn cloud, string programs)
    {
        var program = Path.Combine(programs, cloud.Program);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Federation", "stand-in.sh"), program);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(http => AnswerAsync(http, cloud));
        await application.StartAsync();
        return new CloudServer(application);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task AnswerAsync(HttpContext http, ICloudStandIn cloud)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var arguments = (await reader.ReadToEndAsync()).TrimEnd('\0').Split('\0');
        try
        {
            Assert.Equal(cloud.Program, arguments[0]);
            await http.Response.WriteAsync(await cloud.RunAsync(arguments[1..]));
        }
        catch (RefusedException refused)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync($"refused: {refused.Message}\n");
        }
    }
}
