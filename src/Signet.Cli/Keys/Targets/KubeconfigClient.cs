using Signet.Server.Files;
using Signet.Server.Outbound;

namespace Signet.Cli.Keys.Targets;

/// <summary>Connects to the server of a kubeconfig.</summary>
internal static class KubeconfigClient
{
    private const int MaxResponseBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    /// <summary>The target. Nothing is sent yet.</summary>
    /// <exception cref="KeysException">The kubeconfig cannot be used.</exception>
    public static ApiTarget Open(OperationKind kind, string path)
    {
        WebhookTarget target;
        try
        {
            target = WebhookTarget.Read(new FileContents([new SettingFile("kubeconfig", path)], isStart: true), path);
        }
        catch (UnusableFileException exception)
        {
            // The message names the file.
            throw new KeysException(exception.Message, KeysExitCode.Usage, exception);
        }
        catch (FormatException exception)
        {
            throw new KeysException($"--kubeconfig: {path}: {exception.Message}", KeysExitCode.Usage, exception);
        }

        var http = target.Tls.CreateClient(MaxResponseBytes, Timeout);
        http.BaseAddress = target.Server.OriginalString.EndsWith('/') ? target.Server : new Uri(target.Server.OriginalString + "/");
        return new ApiTarget(kind, http, target.Server.OriginalString, () => TokenOf(target));
    }

    private static string TokenOf(WebhookTarget target)
    {
        if (target.TokenFile is not { } file)
        {
            return target.Token;
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeysException($"the token file of the kubeconfig cannot be read: {exception.Message}", KeysExitCode.Usage, exception);
        }
    }
}
