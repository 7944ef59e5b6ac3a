using Microsoft.Extensions.Logging;
using Signet.Server.Files;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// The issuers of the configuration in force, with their keys. When the configuration changes, an issuer whose keys come from the same source keeps
/// them; the others start without keys, which their first token fetches.
/// </summary>
internal sealed class JwtIssuerSet(IValueSource<AuthenticationConfiguration> configuration, TimeProvider time, ILogger<IssuerKeys> logger)
    : IValueSource<JwtIssuerSnapshot>, IDisposable
{
    private readonly Lock _lock = new();
    private volatile Created _created = new(AuthenticationConfiguration.None, new JwtIssuerSnapshot([]));
    private IssuerKeySnapshot[] _keys = [];

    /// <summary>The issuers of the configuration in force.</summary>
    public JwtIssuerSnapshot Current
    {
        get
        {
            var created = _created;
            return ReferenceEquals(created.From, configuration.Current) ? created.Issuers : Create();
        }
    }

    /// <summary>A new instance after each change of the keys of any issuer. Not thread-safe.</summary>
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
        foreach (var issuer in _created.Issuers.All)
        {
            issuer.Keys.Dispose();
        }
    }

    private JwtIssuerSnapshot Create()
    {
        lock (_lock)
        {
            var configured = configuration.Current;
            var before = _created;
            if (ReferenceEquals(before.From, configured))
            {
                return before.Issuers;
            }

            var created = new Created(
                configured,
                new JwtIssuerSnapshot([.. configured.Issuers.Select(options => Create(options, before.Issuers.Find(options.Url)))]));
            _created = created;
            foreach (var issuer in before.Issuers.All)
            {
                if (!ReferenceEquals(created.Issuers.Find(issuer.Options.Url)?.Keys, issuer.Keys))
                {
                    issuer.Keys.Dispose();
                }
            }

            return created.Issuers;
        }
    }

    private JwtIssuer Create(JwtIssuerOptions options, JwtIssuer? before) =>
        new(options, before is not null && before.Options.Keys.IsSame(options.Keys) ? before.Keys : new IssuerKeys(options, time, logger));

    /// <summary>The issuers, and the configuration that they were created from.</summary>
    private sealed record Created(AuthenticationConfiguration From, JwtIssuerSnapshot Issuers);
}
