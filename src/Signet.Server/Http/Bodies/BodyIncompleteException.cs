namespace Signet.Server.Http.Bodies;

/// <summary>A request was cancelled, or its client went away, before its whole body had come: nothing has been done for it.</summary>
internal sealed class BodyIncompleteException(Exception inner, CancellationToken cancellationToken)
    : OperationCanceledException("the request ended before its whole body had come", inner, cancellationToken);
