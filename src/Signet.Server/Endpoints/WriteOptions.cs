using System.Globalization;
using System.Text;
using Signet.Core.Primitives;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints;

/// <summary>The parameters of a write (<c>meta/v1</c> CreateOptions and UpdateOptions; apimachinery, <c>meta/v1/validation</c>).</summary>
internal sealed record WriteOptions
{
    private const int MaxFieldManagerLength = 128;
    private static readonly WriteOptions Defaults = new();

    /// <summary>Whether it is a dry run (<c>dryRun=All</c>), which stores nothing.</summary>
    public bool IsDryRun { get; private init; }

    /// <summary><c>fieldManager</c>, or empty.</summary>
    public string FieldManager { get; private init; } = "";

    /// <summary><c>fieldValidation</c>.</summary>
    public FieldValidation FieldValidation { get; private init; }

    /// <summary><c>force</c>: an apply takes over the fields of other managers.</summary>
    public bool Force { get; internal init; }

    /// <summary>Reads the parameters, or returns all their faults.</summary>
    /// <param name="query">The request's parameters.</param>
    /// <param name="kind"><c>CreateOptions</c>, <c>UpdateOptions</c> or <c>PatchOptions</c>: the kind in a 422.</param>
    /// <param name="found">Faults that the caller has found.</param>
    public static Outcome<WriteOptions> Read(QueryParameters query, string kind, params ReadOnlySpan<FieldError> found)
    {
        if (found.IsEmpty && ReferenceEquals(query, QueryParameters.None))
        {
            return Defaults;
        }

        var manager = query.First("fieldManager") ?? "";
        var dryRun = query.All("dryRun");
        var validation = query.First("fieldValidation") ?? "";
        var errors = new FieldErrors(found);
        CheckFieldManager(manager, errors);
        CheckDryRun(dryRun, errors);
        if (validation is not ("" or "Ignore" or "Strict" or "Warn"))
        {
            errors.Add(FieldError.NotSupported("fieldValidation", GoText.Quote(validation), "", "Ignore", "Strict", "Warn"));
        }

        if (errors.Count > 0)
        {
            return StatusErrors.Invalid(new GroupKind("meta.k8s.io", kind), "", errors);
        }

        return new WriteOptions
        {
            IsDryRun = dryRun.Count > 0,
            FieldManager = manager,
            FieldValidation = validation switch
            {
                "Ignore" => FieldValidation.Ignore,
                "Strict" => FieldValidation.Strict,
                _ => FieldValidation.Warn,
            },
        };
    }

    /// <summary>Adds the faults of <c>dryRun</c>.</summary>
    internal static void CheckDryRun(IReadOnlyList<string> values, FieldErrors errors)
    {
        foreach (var value in values)
        {
            if (value != "All")
            {
                errors.Add(FieldError.NotSupported("dryRun", $"[{string.Join(",", values.Select(GoText.Quote))}]", "All"));
                return;
            }
        }
    }

    private static void CheckFieldManager(string manager, FieldErrors errors)
    {
        if (Encoding.UTF8.GetByteCount(manager) > MaxFieldManagerLength)
        {
            // Each character that is not printable would be an error with the whole name.
            errors.Add(FieldError.TooLong("fieldManager", MaxFieldManagerLength));
            return;
        }

        var position = 0;
        foreach (var letter in manager.EnumerateRunes())
        {
            if (!GoText.IsPrintable(letter))
            {
                errors.Add(FieldError.Invalid("fieldManager", manager, string.Create(
                    CultureInfo.InvariantCulture, $"invalid character U+{letter.Value:X4} (at position {position})")));
            }

            position++;
        }
    }
}
