using System.CommandLine;
using Signet.Cli.Commands;
using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Cli.Keys;

/// <summary><c>signet keys new-encryption-key FILE</c>.</summary>
internal static class NewEncryptionKeyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file to make. It must not exist." };
        var command = new Command(
            "new-encryption-key", "Makes a file with a key-encryption key, for --key-encryption-key-file. Only its owner can read it (mode 0600). An existing file is never replaced.")
        {
            file,
        };
        command.SetAction((parsed, _) => CommandRunner.RunAsync(parsed, async () =>
        {
            var path = parsed.GetValue(file)!;
            var content = KeyEncryptionKeyFile.Generate();
            Write(path, content);
            await parsed.InvocationConfiguration.Output.WriteAsync(
                $"Made {path}, the key-encryption key {KeyEncryptionKeyFile.TryParse(content)!.Name}. Keep a copy apart from backups of the store.\n" +
                "To seal the signing keys with it: start the server with it as the first --key-encryption-key-file and the former file as the second, run `signet keys reseal`, " +
                "and remove the former one.\n").ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Write(string path, byte[] content)
    {
        var isMade = false;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(path, options);
            isMade = true;
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException) when (!isMade && Path.Exists(path))
        {
            throw new CommandException($"{path} exists; a key-encryption key is never replaced, because the signing keys that it seals would be lost");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (isMade)
            {
                File.Delete(path);
            }

            throw new CommandException($"{path} cannot be made: {exception.Message}", inner: exception);
        }
    }
}
