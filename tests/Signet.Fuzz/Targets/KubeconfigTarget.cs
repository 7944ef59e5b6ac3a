using Signet.Server.Files;
using Signet.Server.Outbound;

namespace Signet.Fuzz.Targets;

/// <summary>Kubeconfigs: two files that are merged, separated by a zero byte, and every context of them.</summary>
internal sealed class KubeconfigTarget : FuzzTarget
{
    private static readonly string Folder = FuzzFolder.Path;

    /// <inheritdoc/>
    public override string Name => "kubeconfig";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words =>
    [
        "apiVersion: v1\nkind: Config\n", "current-context: a\n", "contexts:\n", "clusters:\n", "users:\n", "- name: a\n", "  context: {cluster: a, user: a, namespace: n}\n", "  cluster:\n", "  user:\n", "    server: https://h:6443\n",
        "    server: http://h\n", "certificate-authority: ca\n", "certificate-authority-data: ", "client-certificate-data: ", "client-key-data: ", "client-certificate: x", "insecure-skip-tls-verify: true\n",
        "tls-server-name: s\n", "proxy-url: socks5://p:1\n", "token: t\n", "tokenFile: f\n", "exec: {}\n", "username: u\n", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", "\0", "[]", "{}", "null",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        var split = input.IndexOf((byte)0);
        var kubeconfig = new Kubeconfig();
        try
        {
            kubeconfig.Add(Path.Combine(Folder, "one"), split < 0 ? input : input[..split]);
            kubeconfig.Add(Path.Combine(Folder, "two"), split < 0 ? [] : input[(split + 1)..]);
        }
        catch (FormatException)
        {
            // The clear error of a file that cannot be used.
        }

        foreach (var name in kubeconfig.Contexts.Select(context => context.Name).Append(kubeconfig.CurrentContext).Take(4))
        {
            Read(kubeconfig, name);
        }
    }

    private static void Read(Kubeconfig kubeconfig, string context)
    {
        foreach (var allowsHttp in (ReadOnlySpan<bool>)[false, true])
        {
            try
            {
                // Not the start of a server: files of other kinds than regular ones are refused, such as /dev/random.
                var contents = new FileContents([new SettingFile("kubeconfig", Path.Combine(Folder, "one"))], isStart: false);
                Server.Outbound.KubeconfigTarget.Read(contents, kubeconfig, context, allowsHttp);
            }
            catch (FormatException)
            {
                // The clear error of a context that cannot be used.
            }
        }
    }
}
