using System.CommandLine;

namespace Signet.Cli.Token;

internal static class TokenCommand
{
    public static Command Create()
    {
        var token = new Argument<string>("TOKEN") { Description = "The token, or - to read it from standard input, so that it is not visible in the process list." };
        var inspect = new Command("inspect", "Decodes a token and prints its header and claims. Does not verify the signature.") { token };
        inspect.SetAction(async (parsed, cancellationToken) =>
        {
            var text = parsed.GetValue(token)!;
            if (text == "-")
            {
                text = await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            }

            if (TokenInspection.Render(text.Trim(), TimeProvider.System.GetUtcNow()) is { } rendered)
            {
                await parsed.InvocationConfiguration.Output.WriteAsync(rendered).ConfigureAwait(false);
                return 0;
            }

            await parsed.InvocationConfiguration.Error.WriteLineAsync("signet: the argument is not a JWT in compact form (HEADER.PAYLOAD.SIGNATURE, base64url, JSON)").ConfigureAwait(false);
            return 1;
        });
        return new Command("token", "Commands for tokens.") { inspect };
    }
}
