namespace Signet.Server.Audit.Output;

/// <summary>A named pipe has no reader yet; it is waited for.</summary>
internal sealed class PipeWithoutReaderException(Exception inner) : IOException("nothing reads the pipe yet", inner);
