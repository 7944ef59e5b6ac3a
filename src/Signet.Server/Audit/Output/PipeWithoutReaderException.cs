namespace Signet.Server.Audit.Output;

/// <summary>A named pipe has no reader yet; opening it is retried.</summary>
internal sealed class PipeWithoutReaderException(Exception inner) : IOException("the pipe has no reader yet", inner);
