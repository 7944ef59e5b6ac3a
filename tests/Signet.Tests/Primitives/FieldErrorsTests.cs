using Signet.Core.Primitives;

namespace Signet.Tests.Primitives;

/// <summary>A document with many faults has a bounded number of errors.</summary>
public sealed class FieldErrorsTests
{
    [Fact]
    public void Add_ManyErrors_TheLastSaysThatThereAreMore()
    {
        var errors = new FieldErrors();
        for (var i = 0; i < 10 * FieldErrors.MaxKept; i++)
        {
            Assert.Equal(i > FieldErrors.MaxKept, errors.IsFull);
            errors.Add(FieldError.Required($"list[{i}]", ""));
        }

        Assert.Equal(FieldErrors.MaxKept + 1, errors.Count);
        Assert.Equal(("list[999]", "list[1000]"), (errors[FieldErrors.MaxKept - 1].Field, errors[FieldErrors.MaxKept].Field));
        Assert.Equal("Too many: there are more errors, of which the first 1000 are listed", errors[FieldErrors.MaxKept].Text);
    }

    [Fact]
    public void Join_Duplicates_AreShownOnce() =>
        Assert.Equal("[a: Required value, b: Required value]", FieldError.Join(new FieldErrors(FieldError.Required("a", ""), FieldError.Required("b", ""), FieldError.Required("a", ""))));
}
