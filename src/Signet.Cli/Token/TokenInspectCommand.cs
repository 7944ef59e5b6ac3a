using System.CommandLine;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Core.Objects;
using Signet.Core.Signing.Jwks;

namespace Signet.Cli.Token;

/// <summary><c>signet token inspect TOKEN|-</c>.</summary>
internal sealed class TokenInspectCommand
{
    private const string Description =
        "Decodes a token and prints its header and claims. Verifies the signature only with --verify or --jwks. It cannot say whether a token was revoked: `signet token review` does. " +
        "Exit codes: 0 decoded, and valid if that was asked for; 4 asked for, and the signature is not valid, or the token has expired or is not valid yet; 1 it is no JWT, or the keys cannot " +
        "be fetched; 78 the command line or a file cannot be used.";

    private readonly Argument<string> _token = TokenArgument.Create();

    private readonly Option<bool> _verify = new("--verify")
    {
        Description = "Fetch the keys of the issuer that the token names (iss), by OIDC discovery, and verify the signature. Whether that issuer is to be trusted, is for you to say.",
    };

    private readonly Option<string?> _jwks = new("--jwks") { HelpName = "FILE|URL", Description = "Verify the signature with the keys of a JWKS: a file, or an https:// URL." };

    private readonly Option<string?> _caFile = new("--issuer-ca")
    {
        HelpName = "FILE",
        Description = "The CA certificates (PEM) that verify the server of --verify or --jwks. [default: those of the system]",
    };

    private readonly Option<string?> _output = OutputOption.Create("text");
    private readonly Command _command = new("inspect", Description);
    private readonly ApiEnvironment _environment;

    public TokenInspectCommand(ApiEnvironment environment)
    {
        _environment = environment;
        _command.Add(_token);
        foreach (var option in (Option[])[_verify, _jwks, _caFile, _output])
        {
            _command.Add(option);
        }
    }

    /// <summary>The command.</summary>
    public Command Create(TimeProvider time)
    {
        _command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, () => RunAsync(parsed, time, cancellationToken)));
        return _command;
    }

    private async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_verify) && parsed.GetValue(_jwks) is not null)
        {
            throw new CommandException("--verify and --jwks name two sources of keys; give one of them", ExitCodes.Usage);
        }

        var text = await TokenArgument.ReadAsync(parsed, _token, cancellationToken).ConfigureAwait(false);
        var token = DecodedToken.TryRead(text)
            ?? throw new CommandException("the argument is not a JWT in compact form (HEADER.PAYLOAD.SIGNATURE, base64url, JSON)");
        var signature = await CheckAsync(parsed, token, cancellationToken).ConfigureAwait(false);
        var inspection = new TokenInspection(token, signature, time.GetUtcNow());
        var output = parsed.InvocationConfiguration.Output;
        var style = TerminalStyle.Of(output, _environment.Variable);
        var rendered = ObjectOutput.Render(inspection.ToJson(), OutputOption.FormatOf(parsed, _output), _ => inspection.Render(style));
        await output.WriteAsync(rendered).ConfigureAwait(false);
        return inspection.IsFaulty ? ExitCodes.Found : ExitCodes.Done;
    }

    private async Task<SignatureCheck> CheckAsync(ParseResult parsed, DecodedToken token, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_verify))
        {
            using var fetcher = KeySetFetcher.Open("--verify", _caFile.Name, parsed.GetValue(_caFile), ExitCodes.Failed);
            var issuer = token.Claims.GetString("iss");
            var copy = await fetcher.FetchOfIssuerAsync(issuer, cancellationToken).ConfigureAwait(false);
            return SignatureCheck.Of(token.Jwt, copy.Keys, issuer);
        }

        if (parsed.GetValue(_jwks) is not { } source)
        {
            return SignatureCheck.None;
        }

        if (!Uri.TryCreate(source, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            return SignatureCheck.Of(token.Jwt, ReadFile(Path.GetFullPath(source, _environment.Folder), source), source);
        }

        using var keys = KeySetFetcher.Open("--jwks", _caFile.Name, parsed.GetValue(_caFile), ExitCodes.Failed);
        return SignatureCheck.Of(token.Jwt, (await keys.FetchKeySetAsync(address, cancellationToken).ConfigureAwait(false)).Keys, source);
    }

    private static IReadOnlyList<PublishedKey> ReadFile(string path, string name)
    {
        try
        {
            return JsonWebKeySetReader.TryRead(File.ReadAllBytes(path))
                ?? throw new CommandException($"--jwks: {name} is not a JWKS (RFC 7517: an object with the list \"keys\")", ExitCodes.Usage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--jwks: {name} cannot be read: {exception.Message}; it must be a file or an https:// URL", ExitCodes.Usage, exception);
        }
    }
}
