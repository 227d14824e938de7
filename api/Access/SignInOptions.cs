using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using RiskMonitor.Domain;

namespace RiskMonitor.Api.Access;

/// <summary>How people and programs sign in. Section <c>Authentication</c>; checked at start.</summary>
internal sealed class SignInOptions
{
    public const string Section = "Authentication";

    /// <summary>The OpenID Connect provider's issuer; for Entra ID <c>https://login.microsoftonline.com/&lt;tenant&gt;/v2.0</c>. Absent: nobody signs in with a provider.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>A file that holds the client secret, instead of <see cref="ClientSecret"/>.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>Whom an integration client's access token must be made out for. Absent: no bearer token is taken.</summary>
    public string? Audience { get; set; }

    /// <summary>After how long without a request a session ends. 5 min to 12 h, default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "12:00:00")]
    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a session lasts, whatever happens in it. 15 min to 24 h, default 10 h: a school's longest day.</summary>
    [Range(typeof(TimeSpan), "00:15:00", "1.00:00:00")]
    public TimeSpan Longest { get; set; } = TimeSpan.FromHours(10);

    /// <summary>How old a sign-in may be for what is read or taken away only after signing in again. 1 min to 1 h, default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan Fresh { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>What a claim of the provider gives: a group of theirs, or an application role.</summary>
    public List<ClaimGrant> Grants { get; } = [];

    public bool HasProvider => !string.IsNullOrEmpty(Authority);
}

/// <summary>Whoever has this claim with this value has this role over this scope, as long as the provider says so.</summary>
internal sealed class ClaimGrant
{
    /// <summary>The claim's name, such as <c>groups</c> or <c>roles</c>.</summary>
    public string Claim { get; set; } = "";

    public string Value { get; set; } = "";

    /// <summary>A name of <see cref="Access.Role"/>.</summary>
    public string Role { get; set; } = "";

    /// <summary><c>school:oakfield</c> or <c>trust:larkfield</c>.</summary>
    public string Scope { get; set; } = "";

    /// <summary>For which year groups: <c>9,10</c>. Absent: all of them.</summary>
    public string? Years { get; set; }

    /// <summary>What of the pupils, beside the register: <c>conduct,bullying</c>, or <c>-</c> for nothing else. Absent: what the role shows.</summary>
    public string? Categories { get; set; }
}

/// <summary>What data annotations cannot say.</summary>
internal sealed class SignInOptionsCheck(IHostEnvironment environment) : IValidateOptions<SignInOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        var wrong = Provider(options).Concat(options.Grants.SelectMany((grant, number) => Grant(grant, $"{SignInOptions.Section}:Grants:{number}"))).ToList();
        return wrong.Count > 0 ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> Provider(SignInOptions options)
    {
        if (!options.HasProvider)
        {
            if (environment.IsProduction())
                yield return "Authentication:Authority is not set: in Production people sign in with an OpenID Connect provider.";
            if (options.Audience is { Length: > 0 })
                yield return "Authentication:Audience is set and Authentication:Authority is not: nobody issues the tokens.";
            yield break;
        }

        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || !(authority.Scheme == Uri.UriSchemeHttps || MayBePlain(authority)))
            yield return "Authentication:Authority must be an https address.";
        if (string.IsNullOrEmpty(options.ClientId))
            yield return "Authentication:ClientId is not set.";
        if (string.IsNullOrEmpty(options.ClientSecret) == string.IsNullOrEmpty(options.ClientSecretFile))
            yield return "Authentication:ClientSecret or Authentication:ClientSecretFile: set one of the two.";
        else if (options.ClientSecretFile is { Length: > 0 } file && !File.Exists(file))
            yield return "Authentication:ClientSecretFile names a file that is not there.";
        if (options.Idle > options.Longest)
            yield return "Authentication:Idle is longer than Authentication:Longest.";
    }

    /// <summary>Without TLS only to this machine and only in Development.</summary>
    internal bool MayBePlain(Uri authority) => environment.IsDevelopment() && authority.IsLoopback;

    private static IEnumerable<string> Grant(ClaimGrant grant, string key)
    {
        if (grant.Claim.Length == 0)
            yield return $"{key}:Claim is not set.";
        if (grant.Value.Length == 0)
            yield return $"{key}:Value is not set.";
        if (!Enum.IsDefined(typeof(Role), grant.Role))
            yield return $"{key}:Role is '{grant.Role}'; there are {string.Join(", ", Enum.GetNames<Role>())}.";
        if (!(grant.Scope.Split(':') is ["school", var school] && IdText.IsSchool(school)) && !(grant.Scope.Split(':') is ["trust", var trust] && IdText.IsTrust(trust)))
            yield return $"{key}:Scope is '{grant.Scope}'; it must be school:<id> or trust:<id>.";
        if (grant.Years is { } years && YearGroups.Parse(years) is null)
            yield return $"{key}:Years is '{years}'; it must be year groups from -2 to 14 with commas between them.";
        if (grant.Categories is { } categories && Areas.Parse(categories) is null)
            yield return $"{key}:Categories is '{categories}'; it must be - or of {string.Join(", ", Areas.AllWords)} with commas between them.";
        if ((grant.Years ?? grant.Categories) is not null && Policy.RoleNamed(grant.Role) is { } role && !Policy.Narrowable.Contains(role))
            yield return $"{key}:{(grant.Years is null ? "Categories" : "Years")} is set; a {role} answers for a whole school.";
    }
}
