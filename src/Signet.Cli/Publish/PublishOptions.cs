using System.CommandLine;
using Signet.Cli.Commands;
using Signet.Cli.Publish.Targets;
using Signet.Core.Primitives;
using Signet.Server.Background;
using Signet.Server.Files;
using Signet.Server.Outbound;

namespace Signet.Cli.Publish;

/// <summary>The flags that say where and how often documents are published.</summary>
internal sealed class PublishOptions
{
    private const int MaxResponseBytes = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    private readonly Option<string[]> _to = new("--to")
    {
        HelpName = "DIR|URL",
        Description = "Where the documents are published, each beneath its path (.well-known/openid-configuration, openid/v1/jwks, beneath the path of its issuer): a directory that a web server " +
            "serves, or an https:// or http:// URL for HTTP PUT. May be repeated.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _toUrls = new("--to-urls")
    {
        HelpName = "FILE",
        Description = "A file with the URL of each document for HTTP PUT, such as presigned URLs: lines '/openid/v1/jwks https://…'. Read for each publication. May be repeated.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _headers = new("--header-file")
    {
        HelpName = "FILE",
        Description = "A file with headers of the uploads to --to and --to-urls, such as credentials: lines 'Name: value'. Read for each request.",
    };

    private readonly Option<string?> _authority = new("--certificate-authority")
    {
        HelpName = "FILE",
        Description = "The CA certificates (PEM) that verify the servers of uploads. [default: those of the system]",
    };

    private readonly Option<bool> _watch = new("--watch")
    {
        Description = "Go on: publish each change until SIGTERM. A server that does not run, or is restarted, is waited for.",
    };

    private readonly Option<string> _interval = new("--interval")
    {
        HelpName = "DURATION",
        Description = "With --watch: how often the documents of the server are read, at least 1s.",
        DefaultValueFactory = _ => "30s",
    };

    /// <summary>Adds the flags to a command.</summary>
    public PublishOptions(Command command)
    {
        foreach (var option in (Option[])[_to, _toUrls, _headers, _authority, _watch, _interval])
        {
            command.Add(option);
        }
    }

    /// <summary>Whether the command goes on.</summary>
    public bool IsWatching(ParseResult parsed) => parsed.GetValue(_watch);

    /// <summary>The time between two readings.</summary>
    /// <exception cref="CommandException">It cannot be used.</exception>
    public TimeSpan IntervalOf(ParseResult parsed) => GoDuration.TryParse(parsed.GetValue(_interval)!, out var interval, out _) && interval >= MinInterval
        ? interval
        : throw new CommandException("--interval: it must be a duration of at least 1s, such as 30s", ExitCodes.Usage);

    /// <summary>Opens the client of uploads.</summary>
    /// <exception cref="CommandException">A file cannot be used.</exception>
    public HttpClient CreateClient(ParseResult parsed)
    {
        var file = parsed.GetValue(_authority);
        try
        {
            var trusted = file is null ? null : PemCertificates.Read(File.ReadAllText(file));
            return new OutboundTls { CaCertificates = trusted, FollowsRedirects = false }.CreateClient(MaxResponseBytes, Timeout);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--certificate-authority: {file}: {exception.Message}", ExitCodes.Usage, exception);
        }
    }

    /// <summary>The targets.</summary>
    /// <exception cref="CommandException">There is none, or one cannot be used. The message has no URL that may be a credential.</exception>
    public IReadOnlyList<TargetRun> TargetsOf(ParseResult parsed, HttpClient http, TimeProvider time)
    {
        var headerFile = parsed.GetValue(_headers);
        IReadOnlyList<IPublicationTarget> targets =
        [
            .. (parsed.GetValue(_to) ?? []).Select(to => TargetOf(to, http, headerFile)),
            .. (parsed.GetValue(_toUrls) ?? []).Select(file => new UrlListTarget(file, UploaderOf(http, headerFile))),
        ];
        var delays = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        return targets.Count == 0
            ? throw new CommandException("--to or --to-urls is required: a directory, a URL, or a file with URLs", ExitCodes.Usage)
            : [.. targets.Select(target => new TargetRun(target, delays, time))];
    }

    private static IPublicationTarget TargetOf(string to, HttpClient http, string? headerFile)
    {
        if (!to.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !to.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return new DirectoryTarget(Path.GetFullPath(to));
        }

        if (!Uri.TryCreate(to, UriKind.Absolute, out var url) || !PutAddress.IsAllowed(url) || url is not { Query: "", Fragment: "" })
        {
            throw new CommandException("--to: a URL must have a host, and no user, query or fragment; presigned URLs go into a file for --to-urls", ExitCodes.Usage);
        }

        return headerFile is not null && !PutAddress.IsPrivate(url)
            ? throw new CommandException($"--header-file: the headers would be sent to {Uploader.NameOf(url)} without encryption; use https://", ExitCodes.Usage)
            : new PutTarget(url, UploaderOf(http, headerFile));
    }

    private static Uploader UploaderOf(HttpClient http, string? headerFile) => new(http, () => headerFile is null ? [] : HeaderFile.Read(headerFile));
}
