namespace Signet.Server.Http.Outcomes;

/// <summary>Holds an answer back until something is done, such as the recording of the request. Used by one thread at a time.</summary>
/// <param name="condition">What has to succeed before the first byte of the answer is sent. Called once.</param>
internal sealed class AnswerHold(Func<ValueTask> condition)
{
    private bool _isReleased;

    /// <summary>Completes when the answer may be sent. An exception replaces the answer.</summary>
    public ValueTask ReleaseAsync()
    {
        if (_isReleased)
        {
            return default;
        }

        _isReleased = true;
        return condition();
    }
}
