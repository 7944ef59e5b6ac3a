using System.Net;
using Signet.Cli.Api;

namespace Signet.Cli.Token;

/// <summary>Makes service accounts.</summary>
internal static class AccountCreation
{
    /// <summary>Makes an account.</summary>
    /// <returns>The answer; null when another process has made the account meanwhile.</returns>
    /// <exception cref="Commands.CommandException">The server refuses it.</exception>
    public static async Task<ApiResponse?> CreateAsync(ApiConnection connection, AccountName account, CancellationToken cancellationToken)
    {
        var response = await connection.PostAsync(account.CollectionPath, account.ToJson(), cancellationToken).ConfigureAwait(false);
        if (response.Code == HttpStatusCode.Conflict)
        {
            return null;
        }

        _ = ApiFault.Require(connection, response, "ServiceAccount");
        return response;
    }
}
