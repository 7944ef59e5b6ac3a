using System.CommandLine;

namespace Signet.Cli.Token;

/// <summary>The argument <c>TOKEN|-</c>.</summary>
internal static class TokenArgument
{
    public static Argument<string> Create() => new("TOKEN")
    {
        Description = "The token, or - to read it from standard input, so that it is not visible in the process list.",
    };

    /// <summary>Reads the token, without white space around it.</summary>
    public static async Task<string> ReadAsync(ParseResult parsed, Argument<string> argument, CancellationToken cancellationToken)
    {
        var text = parsed.GetValue(argument)!;
        return (text == "-" ? await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false) : text).Trim();
    }
}
