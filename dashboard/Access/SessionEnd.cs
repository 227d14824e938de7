using Microsoft.AspNetCore.Components;

namespace RiskMonitor.Dashboard.Access;

/// <summary>Where somebody goes whose session ended while they looked at a page: to the door, and from there back to it.</summary>
public static class SessionEnd
{
    public static void ToTheDoor(this NavigationManager address) =>
        address.NavigateTo("sign-in?ended=true&back=" + Uri.EscapeDataString(address.ToBaseRelativePath(address.Uri)));
}
