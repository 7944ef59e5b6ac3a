namespace Signet.Server.Http;

/// <summary>In which form an answer is written.</summary>
/// <param name="IsYaml">YAML, else JSON.</param>
/// <param name="IsIndented">JSON on several lines, for people.</param>
public readonly record struct AnswerFormat(bool IsYaml, bool IsIndented);
