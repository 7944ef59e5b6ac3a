using Microsoft.Extensions.Logging;
using Signet.Server.Files;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// The issuers of the configuration in force, with their keys. When the configuration changes, an issuer whose keys come from the same source as
/// before keeps those that are known; the others begin without keys, which the first of their tokens fetches.
/// </summary>
internal sealed class JwtIssuerSet(IValueSource<AuthenticationConfiguration> configuration, TimeProvider time, ILogger<IssuerKeys> logger)
    : IValueSource<JwtIssuerSnapshot>, IDisposable
{
    private readonly Lock _lock = new();
    private volatile Made _made = new(AuthenticationConfiguration.None, new JwtIssuerSnapshot([]));
    private IssuerKeySnapshot[] _keys = [];

    /// <summary>The issuers now.</summary>
    public JwtIssuerSnapshot Current
    {
        get
        {
            var made = _made;
            return ReferenceEquals(made.From, configuration.Current) ? made.Issuers : Make();
        }
    }

    /// <summary>Another instance after each change of the keys of any issuer. Called by one thread at a time.</summary>
    public object Keys
    {
        get
        {
            var issuers = Current.All;
            var isSame = issuers.Count == _keys.Length;
            for (var i = 0; isSame && i < _keys.Length; i++)
            {
                isSame = ReferenceEquals(issuers[i].Keys.Current, _keys[i]);
            }

            return isSame ? _keys : _keys = [.. issuers.Select(issuer => issuer.Keys.Current)];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var issuer in _made.Issuers.All)
        {
            issuer.Keys.Dispose();
        }
    }

    private JwtIssuerSnapshot Make()
    {
        lock (_lock)
        {
            var wanted = configuration.Current;
            var before = _made;
            if (ReferenceEquals(before.From, wanted))
            {
                return before.Issuers;
            }

            var made = new Made(wanted, new JwtIssuerSnapshot([.. wanted.Issuers.Select(options => Make(options, before.Issuers.Find(options.Url)))]));
            _made = made;
            foreach (var issuer in before.Issuers.All)
            {
                if (!ReferenceEquals(made.Issuers.Find(issuer.Options.Url)?.Keys, issuer.Keys))
                {
                    issuer.Keys.Dispose();
                }
            }

            return made.Issuers;
        }
    }

    private JwtIssuer Make(JwtIssuerOptions options, JwtIssuer? before) =>
        new(options, before is not null && before.Options.Keys.IsSame(options.Keys) ? before.Keys : new IssuerKeys(options, time, logger));

    /// <summary>The issuers and what they were made of.</summary>
    private sealed record Made(AuthenticationConfiguration From, JwtIssuerSnapshot Issuers);
}
