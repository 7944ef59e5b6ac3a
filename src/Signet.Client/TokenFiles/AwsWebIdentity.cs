namespace Signet.Client.TokenFiles;

/// <summary>
/// AWS: the SDKs and the command line send the token to STS (<c>AssumeRoleWithWebIdentity</c>). The audience of the token is one of the client ids of the
/// IAM OIDC provider, usually <c>sts.amazonaws.com</c>.
/// </summary>
public sealed class AwsWebIdentity : CloudCredential
{
    /// <summary>The role, such as <c>arn:aws:iam::123456789012:role/builder</c>.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The name of the session, which CloudTrail shows; null lets the SDK make one.</summary>
    public string? RoleSessionName { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> GetEnvironmentVariables(string tokenFile)
    {
        var variables = new Dictionary<string, string> { ["AWS_WEB_IDENTITY_TOKEN_FILE"] = tokenFile, ["AWS_ROLE_ARN"] = RoleArn };
        if (RoleSessionName is { } name)
        {
            variables["AWS_ROLE_SESSION_NAME"] = name;
        }

        return variables;
    }
}
