using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Signet.Core.Resources.Validation;

namespace Signet.Tests.Resources.Validation;

/// <summary>Compares the loops with the regular expressions that Kubernetes publishes for the same rules.</summary>
public sealed class NameRulesTests
{
    private const string LabelForm = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string QualifiedForm = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.String[Gen.Char["az09-."], 0, 12],
        Gen.String[Gen.Char["aZ5-._/% \né٣ａ"], 0, 12],
        Gen.String[Gen.Char["a9"], 60, 66],
        Gen.String[Gen.Char["a.bc"], 248, 258],
        Gen.Select(Gen.String[Gen.Char["a.-"], 0, 8], Gen.String[Gen.Char["A_é"], 0, 66], (prefix, name) => $"{prefix}/{name}"));

    [Fact]
    public void Subdomain_AnyText_EqualsTheExpression() =>
        Check(NameRules.Subdomain, text => text.Length <= 253 && Fits(text, $@"{LabelForm}(\.{LabelForm})*"));

    [Fact]
    public void Label_AnyText_EqualsTheExpression() => Check(NameRules.Label, text => text.Length <= 63 && Fits(text, LabelForm));

    [Fact]
    public void LabelValue_AnyText_EqualsTheExpression() =>
        Check(NameRules.LabelValue, text => Encoding.UTF8.GetByteCount(text) <= 63 && Fits(text, $"({QualifiedForm})?"));

    [Fact]
    public void QualifiedName_AnyText_EqualsTheExpression() => Check(NameRules.QualifiedName, text => text.Split('/') switch
    {
        [var name] => IsPart(name),
        [var prefix, var name] => prefix.Length <= 253 && Fits(prefix, $@"{LabelForm}(\.{LabelForm})*") && IsPart(name),
        _ => false,
    });

    [Fact]
    public void DataKey_AnyText_EqualsTheExpression() =>
        Check(NameRules.DataKey, text =>
            text.Length <= 253 && Fits(text, "[-._a-zA-Z0-9]+") && text != "." && !text.StartsWith("..", StringComparison.Ordinal));

    [Fact]
    public void PathSegment_AnyText_EqualsTheDefinition() =>
        Check(NameRules.PathSegment, text =>
            text is not ("." or "..") && !text.Contains('/', StringComparison.Ordinal) && !text.Contains('%', StringComparison.Ordinal));

    private static bool IsPart(string name) => name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= 63 && Fits(name, QualifiedForm);

    private static bool Fits(string text, string form) => Regex.IsMatch(text, $@"\A({form})\z", RegexOptions.CultureInvariant);

    private static void Check(Func<string, IReadOnlyList<string>> rule, Func<string, bool> isAllowed) =>
        Name.Sample(text => (rule(text).Count == 0) == isAllowed(text), iter: 10_000, print: text => $"\"{text}\": {string.Join("; ", rule(text))}");
}
