using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Selectors;

namespace Signet.Tests.Resources.Selectors;

/// <summary>Label selectors: Kubernetes' grammar and error texts, and a comparison with a naive evaluation.</summary>
public sealed class LabelSelectorTests
{
    private static readonly string[] Keys = ["app", "tier", "in", "example.test/x", "v"];
    private static readonly string[] Values = ["", "web", "db", "notin", "5", "17", "-3"];

    private static readonly Gen<LabelRequirement> Requirements = Gen.Select(
        Gen.OneOf(Keys), Gen.Enum<LabelOperator>(), Gen.OneOf(Values).Array[1, 4], Gen.Int[-20, 20]).Select(drawn =>
        {
            var (key, @operator, values, number) = drawn;
            values = @operator switch
            {
                LabelOperator.In or LabelOperator.NotIn => values,
                LabelOperator.Exists or LabelOperator.DoesNotExist => [],
                LabelOperator.GreaterThan or LabelOperator.LessThan => [Math.Abs(number).ToString(CultureInfo.InvariantCulture)],
                _ => values[..1],
            };
            var errors = new FieldErrors();
            return LabelRequirement.Create(key, @operator, [.. values.Where(value => !value.StartsWith('-')).DefaultIfEmpty("").Take(values.Length)], errors)!;
        });

    private static readonly Gen<Dictionary<string, string>> Labels =
        Gen.Dictionary(Gen.OneOf(Keys), Gen.OneOf([.. Values.Where(value => !value.StartsWith('-'))]))[0, 4];

    [Theory]
    [InlineData("app=web", "app=web")]
    [InlineData(" app == web ", "app==web")]
    [InlineData("app in (web,db),tier!=back,!old", "app in (db,web),!old,tier!=back")]
    [InlineData("x>5,y<7", "x>5,y<7")]
    [InlineData("app=", "app=")]
    [InlineData("app=,x", "app=,x")]
    [InlineData("app in ()", "app in ()")]
    [InlineData("app in (,a)", "app in (,a)")]
    [InlineData("app in (a,,b)", "app in (,a,b)")]
    [InlineData("app notin (a,)", "app notin (,a)")]
    [InlineData("in in (in,notin)", "in in (in,notin)")]
    [InlineData("notin", "notin")]
    [InlineData("", "")]
    public void Parse_ValidSelector_HasOneCanonicalText(string text, string printed) =>
        Assert.Equal(printed, LabelSelector.Parse(text).Value.ToString());

    [Theory]
    [InlineData("==", "found '==', expected: !, identifier, or 'end of string'")]
    [InlineData("a,", "found '', expected: identifier after ','")]
    [InlineData("a,=", "found '=', expected: identifier after ','")]
    [InlineData("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("a=b c", "found 'c', expected: ',' or 'end of string'")]
    [InlineData("!a=b", "found '=', expected: ',' or 'end of string'")]
    [InlineData("!", "unable to parse requirement: found '', expected: identifier")]
    [InlineData("a==(", "unable to parse requirement: found '(', expected: identifier")]
    [InlineData("a in b", "unable to parse requirement: found 'b' expected: '('")]
    [InlineData("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("a in (", "unable to parse requirement: found '', expected: ',', ')' or identifier")]
    [InlineData("a in (b=", "unable to parse requirement: found '=', expected: ',' or ')'")]
    [InlineData("a in (b,", "unable to parse requirement: found '', expected: ',', or identifier")]
    [InlineData("a notin (,", "unable to parse requirement: found '', expected: ',', or identifier")]
    [InlineData("a in (,,", "unable to parse requirement: found '', expected: ',', or identifier")]
    [InlineData("a in (b,,)", "unable to parse requirement: found ')', expected: ',', or identifier")]
    [InlineData("a,-b=c,b=-", "unable to parse requirement: <nil>: Invalid value: \"-b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [InlineData("a in (,=", "unable to parse requirement: found '=', expected: ',', or identifier")]
    [InlineData("-a=b", "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [InlineData("a=b/c", "unable to parse requirement: values[0][a]: Invalid value: \"b/c\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")]
    [InlineData("a>b", "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer")]
    public void Parse_InvalidSelector_ReportsTheError(string text, string fault)
    {
        var error = LabelSelector.Parse(text).Error!;

        Assert.Equal(400, error.Code);
        Assert.Equal(fault, error.Message);
    }

    [Fact]
    public void Parse_AnyText_IsASelectorOrA400() => SelectorStrings.Labels.Sample(text =>
    {
        if (!LabelSelector.Parse(text).TryGetValue(out var read, out var error))
        {
            Assert.Equal((400, "BadRequest"), (error.Code, error.Reason));
            return;
        }

        Assert.Equal(read.ToString(), LabelSelector.Parse(read.ToString()).Value.ToString());
    });

    [Fact]
    public void Parse_AnyFields_AreASelectorOrA400() => SelectorStrings.Fields.Sample(text =>
    {
        if (!FieldSelector.Parse(text).TryGetValue(out var read, out var error))
        {
            Assert.Equal((400, "BadRequest"), (error.Code, error.Reason));
            return;
        }

        Assert.Equal(read.ToString(), FieldSelector.Parse(read.ToString()).Value.ToString());
    });

    [Fact]
    public void Parse_OfToString_IsEqual() => Requirements.Array[0, 4].Sample(requirements =>
    {
        var printed = new LabelSelector(requirements).ToString();
        var read = LabelSelector.Parse(printed).Value;

        Assert.Equal(
            requirements.Select(requirement => requirement.ToString()).Order(StringComparer.Ordinal),
            read.Requirements.Select(requirement => requirement.ToString()).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Matches_AnyLabels_EqualsTheNaiveEvaluation() => Gen.Select(Requirements.Array[0, 3], Labels).Sample((requirements, labels) =>
        Assert.Equal(requirements.All(requirement => IsFulfilled(requirement, labels)), new LabelSelector(requirements).Matches(Stored(labels))));

    [Fact]
    public void Matches_AnySelector_AllocatesNothing()
    {
        var selector = LabelSelector.Parse("app in (web,db),tier!=back,!old,v>3").Value;
        var stored = Stored(new() { ["app"] = "db", ["v"] = "7" });
        Assert.True(selector.Matches(stored));

        Assert.Equal(0, AllocationMeter.Measure(() => selector.Matches(stored)));
    }

    [Fact]
    public void Matches_ObjectAtAnotherRevision_StillFindsTheLabels() =>
        Assert.True(LabelSelector.Parse("app=web").Value.Matches(Stored(new() { ["app"] = "web" }).WithRevision(new Revision(1234567))));

    private static bool IsFulfilled(LabelRequirement requirement, Dictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(requirement.Key);
        return requirement.Operator switch
        {
            LabelOperator.Exists => value is not null,
            LabelOperator.DoesNotExist => value is null,
            LabelOperator.NotEqual or LabelOperator.NotIn => value is null || !requirement.Values.Contains(value),
            LabelOperator.GreaterThan => long.TryParse(value, out var number) && number > long.Parse(requirement.Values[0], CultureInfo.InvariantCulture),
            LabelOperator.LessThan => long.TryParse(value, out var number) && number < long.Parse(requirement.Values[0], CultureInfo.InvariantCulture),
            _ => value is not null && requirement.Values.Contains(value),
        };
    }

    private static StoredObject Stored(Dictionary<string, string> labels)
    {
        var metadata = new JsonObject { ["name"] = "a", ["namespace"] = "ns", ["uid"] = "u", ["annotations"] = new JsonObject { ["app"] = "none" } };
        if (labels.Count > 0)
        {
            metadata["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));
        }

        var json = new JsonObject { ["kind"] = "ServiceAccount", ["apiVersion"] = "v1", ["metadata"] = metadata };
        return StoredObjectReader.Read(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()), new Revision(9));
    }
}
