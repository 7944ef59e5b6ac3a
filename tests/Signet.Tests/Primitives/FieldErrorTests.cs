using Signet.Core.Primitives;
using Signet.Fuzz.Engine;

namespace Signet.Tests.Primitives;

/// <summary>Errors of fields.</summary>
public sealed class FieldErrorTests
{
    [Fact]
    public void Join_Duplicates_AreJoinedOnce() => Assert.Equal(
        "[a: Required value, b: Required value]", FieldError.Join([FieldError.Required("a", ""), FieldError.Required("b", ""), FieldError.Required("a", "")]));

    [Fact]
    public void Join_OneText_HasNoBrackets() =>
        Assert.Equal("a: Required value", FieldError.Join([FieldError.Required("a", ""), FieldError.Required("a", "")]));

    /// <summary>A body of 3 MiB can have as many. Each was compared with all before it, which took minutes.</summary>
    [Fact]
    public void Join_ManyErrors_TakesLinearTime()
    {
        var errors = Enumerable.Range(0, 200_000).Select(number => FieldError.Invalid("metadata.labels", $"-{number:D6}-", "must be a label")).ToList();
        var start = ThreadClock.Now;

        FieldError.Join(errors);

        Assert.InRange(ThreadClock.Now - start, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
