using Microsoft.AspNetCore.Components;

namespace RiskMonitor.Dashboard.Access;

/// <summary>Where somebody goes whose session ended while they looked at a page: to the door, and from there back to it.</summary>
public static class SessionEnd
{
    /// <param name="back">Where to go from there; null: back to the page they are on.</param>
    public static void ToTheDoor(this NavigationManager address, string? back = null) =>
        address.NavigateTo("sign-in?ended=true&back=" + address.BackTo(back));

    /// <summary>As a value in an address, without what follows #: that may be a secret, and whatever stands in a query is told to servers and logs.</summary>
    public static string BackTo(this NavigationManager address, string? target = null) =>
        Uri.EscapeDataString(address.ToBaseRelativePath(address.ToAbsoluteUri(target ?? address.Uri).GetLeftPart(UriPartial.Query)));
}
