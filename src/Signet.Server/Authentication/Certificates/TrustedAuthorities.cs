using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Signet.Server.Authentication.Certificates;

/// <summary>
/// Whose client certificates are believed: fixed authorities, and those of a file that is followed. What the file holds counts once it
/// has stood there for two looks, whole; whatever cannot be read leaves things as they are.
/// </summary>
public sealed class TrustedAuthorities
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";

    private readonly X509Certificate2Collection _fixed;
    private readonly string? _file;
    private readonly Lock _looking = new();
    private byte[] _taken;
    private byte[] _seen;
    private volatile X509Certificate2Collection _current;

    private TrustedAuthorities(X509Certificate2Collection own, string? file, byte[] content, X509Certificate2Collection current) =>
        (_fixed, _file, _taken, _seen, _current) = (own, file, content, content, current);

    /// <summary>The authorities now; a new instance after each change.</summary>
    public X509Certificate2Collection Current => _current;

    /// <summary>Takes fixed authorities and reads those of a file.</summary>
    /// <param name="own">The fixed ones.</param>
    /// <param name="file">The file; null for none.</param>
    /// <exception cref="FormatException">The file cannot be read, or holds something else.</exception>
    public static TrustedAuthorities Open(X509Certificate2Collection own, string? file)
    {
        if (file is null)
        {
            return new TrustedAuthorities(own, null, [], own);
        }

        try
        {
            var content = File.ReadAllBytes(file);
            return new TrustedAuthorities(own, file, content, Join(own, content));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Looks at the file.</summary>
    public void Look(ILogger logger) => Look(logger, isTakenAtOnce: false);

    /// <summary>Takes what the file holds now, if every certificate in it is whole: an operator says that it is finished (SIGHUP).</summary>
    public void Reload(ILogger logger) => Look(logger, isTakenAtOnce: true);

    private void Look(ILogger logger, bool isTakenAtOnce)
    {
        if (_file is null)
        {
            return;
        }

        lock (_looking)
        {
            Look(_file, isTakenAtOnce, logger);
        }
    }

    private void Look(string file, bool isTakenAtOnce, ILogger logger)
    {
        try
        {
            var content = File.ReadAllBytes(file);
            var stands = isTakenAtOnce || content.AsSpan().SequenceEqual(_seen);
            _seen = content;
            if (!stands || content.AsSpan().SequenceEqual(_taken))
            {
                return;
            }

            // Also when it is bad: that is said once.
            _taken = content;
            _current = Join(_fixed, content);
            Log.AuthoritiesTaken(logger, file, _current.Count - _fixed.Count);
        }
        catch (FormatException exception)
        {
            Log.AuthoritiesRefused(logger, file, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_seen.Length > 0)
            {
                _seen = [];
                Log.AuthoritiesRefused(logger, file, exception.Message);
            }
        }
    }

    private static X509Certificate2Collection Join(X509Certificate2Collection own, byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw new FormatException($"has a certificate that cannot be read: {exception.Message}", exception);
        }

        if (read.Count == 0)
        {
            throw new FormatException("has no PEM encoded certificate");
        }

        // The reader passes over a certificate whose end is missing.
        if (text.AsSpan().Count(Begin) != read.Count || text.AsSpan().Count(End) != read.Count)
        {
            throw new FormatException("has a certificate that does not end");
        }

        return [.. own, .. read];
    }
}
