namespace Signet.Server.Http.Bodies;

/// <summary>The request was cancelled, or its connection closed, before its body was received. It has had no effect.</summary>
internal sealed class BodyIncompleteException(Exception inner, CancellationToken cancellationToken)
    : OperationCanceledException("the request ended before its whole body had come", inner, cancellationToken);
