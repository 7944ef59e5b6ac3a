using System.CommandLine;
using Signet.Cli.Api;

namespace Signet.Cli.Token;

/// <summary><c>signet token</c>.</summary>
internal static class TokenCommand
{
    public static Command Create(TimeProvider time, ApiEnvironment environment) => new("token", "Issues, reviews and shows service account tokens.")
    {
        new TokenCreateCommand(environment).Create(),
        new TokenReviewCommand(environment).Create(),
        new TokenInspectCommand(environment).Create(time),
    };
}
