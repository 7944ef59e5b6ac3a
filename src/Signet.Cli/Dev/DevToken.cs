using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Cli.Token;
using Signet.Core.Objects;

namespace Signet.Cli.Dev;

/// <summary>Keeps a token of a service account in a file, as a kubelet does: it is replaced when four fifths of its lifetime have passed.</summary>
/// <param name="connection">The administrator's connection.</param>
/// <param name="name">The account of the namespace default; made when it does not exist.</param>
/// <param name="audiences">The audiences; none for that of the server.</param>
/// <param name="file">The file.</param>
/// <param name="time">The clock.</param>
internal sealed class DevToken(ApiConnection connection, string name, IReadOnlyList<string> audiences, string file, TimeProvider time)
{
    private const double RenewalPoint = 0.8;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);

    /// <summary>Issues a token and writes it.</summary>
    /// <returns>The time until the next one should be issued.</returns>
    /// <exception cref="CommandException">The server refuses it.</exception>
    public async Task<TimeSpan> WriteAsync(CancellationToken cancellationToken)
    {
        var account = AccountName.Of(ApiConnection.DefaultNamespace, name);
        var spec = new JsonObject();
        if (audiences.Count > 0)
        {
            spec.SetStrings("audiences", audiences);
        }

        var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = spec };
        var response = await connection.PostAsync($"{account.Path}/token", request, cancellationToken).ConfigureAwait(false);
        if (account.IsMissing(response))
        {
            await AccountCreation.CreateAsync(connection, account, cancellationToken).ConfigureAwait(false);
            response = await connection.PostAsync($"{account.Path}/token", request, cancellationToken).ConfigureAwait(false);
        }

        var status = ApiFault.Require(connection, response, "TokenRequest").GetObject("status") ?? [];
        DevFiles.Write(file, status.GetString("token"));
        var expiry = DateTimeOffset.Parse(status.GetString("expirationTimestamp"), CultureInfo.InvariantCulture);
        return (expiry - time.GetUtcNow()) * RenewalPoint;
    }

    /// <summary>Renews the token until it is cancelled.</summary>
    /// <param name="pause">The time until the next token.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RenewAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(pause > TimeSpan.Zero ? pause : RetryPause, time, cancellationToken).ConfigureAwait(false);
            try
            {
                pause = await WriteAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (CommandException)
            {
                // The account was deleted and cannot be made again, or the server is stopping: the old token stays until it expires.
                pause = RetryPause;
            }
        }
    }
}
