using System.Net.Security;

namespace Signet.Server.Hosting.Settings;

/// <summary>
/// The names of <c>--tls-cipher-suites</c>: those of Go's crypto/tls, which kube-apiserver accepts (component-base, <c>cli/flag/ciphersuites_flag.go</c>).
/// They are the names of IANA, except for two aliases.
/// </summary>
internal static class CipherSuiteNames
{
    /// <summary>Secure suites of TLS 1.2, all with forward secrecy.</summary>
    private static readonly TlsCipherSuite[] Secure =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>Suites that Go lists as insecure and that OpenSSL has: without forward secrecy, or with a code of the wrong order.</summary>
    private static readonly TlsCipherSuite[] Insecure =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    ];

    private static readonly string[] Broken =
    [
        "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
        "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_RSA_WITH_RC4_128_SHA",
    ];

    private static readonly Dictionary<string, TlsCipherSuite> All = CreateAll();

    /// <summary>The suites of TLS 1.3. They are always offered: Go and kube-apiserver have no choice of them.</summary>
    public static IReadOnlyList<TlsCipherSuite> OfTls13 { get; } =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>The accepted names that are not insecure.</summary>
    public static IReadOnlyList<string> Preferred { get; } = [.. OfTls13.Concat(Secure).Select(suite => suite.ToString())];

    /// <summary>The suite of a name, or the fault in kube-apiserver's words.</summary>
    public static (TlsCipherSuite Suite, string Fault) Read(string name) =>
        All.TryGetValue(name, out var suite) ? (suite, "")
        : Broken.Contains(name) ? (default, $"Cipher suite {name} is insecure (RC4 and 3DES are broken), and OpenSSL does not offer it")
        : (default, $"Cipher suite {name} not supported or doesn't exist");

    /// <summary>Whether kube-apiserver warns of a suite.</summary>
    public static bool IsInsecure(TlsCipherSuite suite) => Insecure.Contains(suite);

    private static Dictionary<string, TlsCipherSuite> CreateAll()
    {
        var all = new Dictionary<string, TlsCipherSuite>(StringComparer.Ordinal)
        {
            // Names of Go before it took those of IANA.
            ["TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305"] = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            ["TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"] = TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        };
        foreach (var suite in (TlsCipherSuite[])
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, .. Secure, .. Insecure,
        ])
        {
            all[suite.ToString()] = suite;
        }

        return all;
    }
}
