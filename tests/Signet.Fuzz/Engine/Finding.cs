namespace Signet.Fuzz.Engine;

/// <summary>A property that an input violates.</summary>
/// <param name="Kind">Short and the same for inputs with the same cause: the exception and where it was thrown, <c>slow</c>, <c>memory</c>.</param>
/// <param name="Detail">What happened.</param>
internal sealed record Finding(string Kind, string Detail);
