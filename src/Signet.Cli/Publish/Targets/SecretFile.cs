namespace Signet.Cli.Publish.Targets;

/// <summary>A file whose lines may be credentials.</summary>
internal static class SecretFile
{
    /// <summary>Reads its lines.</summary>
    /// <exception cref="PublicationException">It cannot be read.</exception>
    public static IReadOnlyList<string> ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PublicationException($"{path} cannot be read: {exception.Message}", isTransient: false, exception);
        }
    }
}
