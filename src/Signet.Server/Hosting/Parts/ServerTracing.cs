using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Signet.Core.Resources.Model;
using Signet.Server.Endpoints.Api;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Server.Tracing;
using Signet.Server.Tracing.Export;

namespace Signet.Server.Hosting.Parts;

/// <summary>The traces of one server: the source of its spans, and their export if the settings name a collector.</summary>
internal sealed class ServerTracing : IDisposable
{
    private ServerTracing(RequestTracing requests, TraceExport? export) => (Requests, Export) = (requests, export);

    /// <summary>The spans of requests.</summary>
    public RequestTracing Requests { get; }

    /// <summary>The export; null without one.</summary>
    public TraceExport? Export { get; }

    /// <summary>Opens the traces of a server.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="registry">The served kinds, whose names may be in spans; null for a server without an API.</param>
    /// <param name="address">The address of the server.</param>
    /// <param name="log">The log.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StartupException"><c>--tracing-config-file</c> cannot be used.</exception>
    public static ServerTracing Open(ServerOptions options, ResourceRegistry? registry, string address, ILoggerFactory log, TimeProvider time)
    {
        var export = ExportOf(options.Tracing);
        var logger = log.CreateLogger(typeof(RequestTracing).FullName!);
        foreach (var fault in options.Tracing.Variables.Faults)
        {
            Tracing.Log.SettingIgnored(logger, fault);
        }

        var served = new Lazy<FrozenSet<(string, string, string, string)>>(() => registry is null ? [] : ServedNames(ServedApi.Of(registry)).ToFrozenSet());
        var requests = new RequestTracing(
            options.Tracing.ParentTrust,
            new RequestAttributes(info => served.Value.Contains((info.ApiGroup, info.ApiVersion, info.Resource, info.Subresource)), address));
        return new ServerTracing(requests, export is null ? null : TraceExport.Begin(
            export, requests.Source, options.Tracing.ParentTrust, ProductVersion.Text, $"{Environment.MachineName}/{address}", time, logger));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Export?.Dispose();
        Requests.Dispose();
    }

    /// <summary>The file takes precedence over the variables, as flags do over variables.</summary>
    /// <exception cref="StartupException"><c>--tracing-config-file</c> cannot be used.</exception>
    public static TraceExportOptions? ExportOf(TracingOptions options)
    {
        var variables = options.Variables;
        var file = options.ConfigurationFile is { } path ? ReadFile(path) : null;
        return variables.IsDisabled ? null
            : file is not null ? file.Apply(variables.Export)
            : variables.IsEnabled ? variables.Export
            : null;
    }

    private static TracingConfiguration ReadFile(string path)
    {
        try
        {
            return TracingConfiguration.Read(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartupException($"--tracing-config-file: {path}: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static IEnumerable<(string, string, string, string)> ServedNames(ServedApi api)
    {
        foreach (var version in api.Groups.Prepend(api.Core).SelectMany(one => one.Versions))
        {
            foreach (var name in version.Stored.Select(resource => resource.Plural).Concat(version.Others.Select(other => other.Name)))
            {
                var slash = name.IndexOf('/', StringComparison.Ordinal);
                yield return (
                    version.GroupVersion.Group, version.GroupVersion.Version, slash < 0 ? name : name[..slash], slash < 0 ? "" : name[(slash + 1)..]);
            }
        }
    }
}
