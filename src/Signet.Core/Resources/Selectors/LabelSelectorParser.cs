using Signet.Core.Primitives;

namespace Signet.Core.Resources.Selectors;

/// <summary>
/// Parses label selectors (apimachinery, <c>pkg/labels/selector.go</c> Parser). <c>in</c> and <c>notin</c> are identifiers wherever an
/// operator cannot occur. Errors have Kubernetes' texts.
/// </summary>
internal sealed class LabelSelectorParser(string text)
{
    private const string BinaryOperators = "in, notin, =, ==, !=, gt, lt";
    private readonly List<(LabelToken Token, string Text)> _tokens = LabelSelectorLexer.Read(text);
    private int _next;
    private string? _fault;

    /// <summary>Returns the error; null when the text is valid.</summary>
    public string? TryParse(out List<LabelRequirement> requirements)
    {
        requirements = [];
        while (true)
        {
            switch (Peek().Token)
            {
                case LabelToken.End:
                    return null;
                case LabelToken.Identifier or LabelToken.Not:
                    if (ReadRequirement() is not { } requirement)
                    {
                        return "unable to parse requirement: " + _fault;
                    }

                    requirements.Add(requirement);
                    break;
                default:
                    return $"found '{Peek().Text}', expected: !, identifier, or 'end of string'";
            }

            var (token, found) = Take();
            switch (token)
            {
                case LabelToken.End:
                    return null;
                case LabelToken.Comma when Peek().Token is LabelToken.Identifier or LabelToken.Not:
                    break;
                case LabelToken.Comma:
                    return $"found '{Peek().Text}', expected: identifier after ','";
                default:
                    return $"found '{found}', expected: ',' or 'end of string'";
            }
        }
    }

    private LabelRequirement? ReadRequirement()
    {
        var isNegated = Peek().Token == LabelToken.Not;
        if (isNegated)
        {
            Take();
        }

        var (token, key) = Take();
        if (token != LabelToken.Identifier)
        {
            return Fail($"found '{key}', expected: identifier");
        }

        // The path of the key is unknown here; Go prints a nil path as this text.
        var errors = new FieldErrors();
        LabelRequirement.CheckKey("<nil>", key, errors);
        if (errors.Count > 0)
        {
            return Fail(FieldError.Join(errors));
        }

        if (isNegated || Peek().Token is LabelToken.End or LabelToken.Comma)
        {
            return Create(key, isNegated ? LabelOperator.DoesNotExist : LabelOperator.Exists, []);
        }

        var (symbol, operatorText) = _tokens[_next++];
        LabelOperator? found = symbol switch
        {
            LabelToken.In => LabelOperator.In,
            LabelToken.NotIn => LabelOperator.NotIn,
            LabelToken.Equal => LabelOperator.Equal,
            LabelToken.DoubleEqual => LabelOperator.DoubleEqual,
            LabelToken.NotEqual => LabelOperator.NotEqual,
            LabelToken.Greater => LabelOperator.GreaterThan,
            LabelToken.Less => LabelOperator.LessThan,
            _ => null,
        };
        if (found is not { } @operator)
        {
            return Fail($"found '{operatorText}', expected: {BinaryOperators}");
        }

        var values = new SortedSet<string>(Utf8Order.Instance);
        var isRead = @operator is LabelOperator.In or LabelOperator.NotIn ? ReadSet(values) : ReadValue(values);
        return isRead ? Create(key, @operator, values) : null;
    }

    private LabelRequirement? Create(string key, LabelOperator @operator, IReadOnlyCollection<string> values)
    {
        var errors = new FieldErrors();
        return LabelRequirement.Create(key, @operator, [.. values], errors) ?? Fail(FieldError.Join(errors));
    }

    /// <summary>One value; an absent value is the empty one.</summary>
    private bool ReadValue(SortedSet<string> values)
    {
        if (Peek().Token is LabelToken.End or LabelToken.Comma)
        {
            return values.Add("");
        }

        var (token, found) = Take();
        if (token != LabelToken.Identifier)
        {
            return Refuse($"found '{found}', expected: identifier");
        }

        return values.Add(found);
    }

    /// <summary>Values in parentheses; an absent value is the empty one.</summary>
    private bool ReadSet(SortedSet<string> values)
    {
        var (token, found) = Take();
        if (token != LabelToken.Open)
        {
            return Refuse($"found '{found}' expected: '('");
        }

        switch (Peek().Token)
        {
            case LabelToken.Close:
                Take();
                return values.Add("");
            case LabelToken.Identifier or LabelToken.Comma:
                return ReadList(values);
            default:
                return Refuse($"found '{Peek().Text}', expected: ',', ')' or identifier");
        }
    }

    private bool ReadList(SortedSet<string> values)
    {
        while (true)
        {
            // The end of the text is a token, but no token follows it.
            var (token, found) = Take();
            if (token is not (LabelToken.Identifier or LabelToken.Comma))
            {
                return Refuse($"found '{found}', expected: ',', or identifier");
            }

            var next = Peek();
            if (token == LabelToken.Identifier)
            {
                if (next.Token is not (LabelToken.Comma or LabelToken.Close))
                {
                    return Refuse($"found '{next.Text}', expected: ',' or ')'");
                }

                values.Add(found);
            }
            else if (values.Count == 0 || next.Token is LabelToken.Comma or LabelToken.Close)
            {
                values.Add("");
            }

            if (next.Token == LabelToken.Close)
            {
                Take();
                return true;
            }

            if (token == LabelToken.Comma && next.Token == LabelToken.Comma)
            {
                Take();
            }
        }
    }

    private (LabelToken Token, string Text) Peek()
    {
        var (token, found) = _tokens[_next];
        return (token is LabelToken.In or LabelToken.NotIn ? LabelToken.Identifier : token, found);
    }

    private (LabelToken Token, string Text) Take()
    {
        var taken = Peek();
        _next++;
        return taken;
    }

    private LabelRequirement? Fail(string fault)
    {
        _fault = fault;
        return null;
    }

    private bool Refuse(string fault)
    {
        _fault = fault;
        return false;
    }
}
